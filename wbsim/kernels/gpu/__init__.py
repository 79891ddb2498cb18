"""The CUDA twins of the passes: rules over single numbers, and traversals by the threads of a block, one block a network.
Nothing here is imported before a GPU is wanted, for numba-cuda takes half a second to import.
"""
