"""Face for streams and voice: plain asyncio, no Django in the loop. Empty until its own issue."""
