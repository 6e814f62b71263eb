"""Frames: which words tell of which event, and who plays which part; read from the TOML files beside this module."""

from geonews.events.rules.frames.loader import CrossingFrame, EventFrame, FrameSet, load_frames

__all__ = ["CrossingFrame", "EventFrame", "FrameSet", "load_frames"]
