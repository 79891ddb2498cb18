"""The layer table that every pass walks: a row a layer, its columns, and the kinds of layers. It knows no arithmetic."""

from __future__ import annotations

# columns; a row's numbers in θ begin at WEIGHTS and BIASES (-1 without), its values at TARGET among all rows of values
FAN_IN, FAN_OUT, WEIGHTS, BIASES, ACTIVATION, SOURCE, TARGET = range(7)
KIND = 7
CHANNELS, HEIGHT, WIDTH = 8, 9, 10  # what is read: of a sequence its values a step and its steps
SIDE, STRIDE, PADDING = 11, 12, 13  # of a filter or a window
DOWN, ACROSS = 14, 15  # places of a filter or a window; of a recurrent layer its steps and 1
EVERY = 16  # whether the layer behind reads every step of a recurrent one, or the last
READ, MADE = 17, 18  # how many values it reads and makes of one sample
COLUMNS = 19

DENSE, CONVOLUTION, MAX_POOLING, AVERAGE_POOLING, RECURRENT = range(5)

ALL_KINDS = True
"""What a pass is given first, as `kinds`, for a network that has other layers than dense ones. For one of dense layers alone
it is given None: the compiler drops what stands behind an argument that is None, in that function and in none inlined there.
"""

TILE = 4  # rows of a tile; the values of every layer begin at a multiple of it
