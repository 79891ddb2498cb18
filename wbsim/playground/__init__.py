"""Links to TensorFlow Playground, read as it reads them: the same points, the same first numbers, the same run.
It knows nothing of windows and of training.
"""

from wbsim.playground.link import Link, from_link, looks_like_link

__all__ = ["Link", "from_link", "looks_like_link"]
