"""Models: frames in, frames out. Strangers to SQL and to pages."""
