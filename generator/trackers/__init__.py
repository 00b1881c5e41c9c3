"""What trackers of faces write about a video (OpenFace, py-feat, LibreFace, MediaPipe, ARKit), read as a signal."""
