"""Pure functions from small frames to figures; nothing here has heard of Dash."""
