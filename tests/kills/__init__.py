"""kill -9 at any moment: the main job, killed and resumed until it is done, then compared with what really happened."""
