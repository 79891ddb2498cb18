"""Named measurements of a state: each looks and moves nothing."""
