package io.btrsend.jobs.backup;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.SubvolumeInfo;

/** A subvolume that cannot be backed up, and why. */
public record FailedSnapshot(SubvolumeInfo subvolume, EngineException cause) {}
