package io.btrsend.jobs.backup;

import io.btrsend.engine.send.SendRequest;

/**
 * A snapshot that is to be sent.
 *
 * @param bytes of its stream
 * @param isContinued whether a part of it is there from an interrupted run
 */
public record PlannedSnapshot(SendRequest request, long bytes, boolean isContinued) {}
