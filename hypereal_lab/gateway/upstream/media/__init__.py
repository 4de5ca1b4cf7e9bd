"""Pictures, films, sounds and 3D models made elsewhere, where an order is never given twice by mistake."""
