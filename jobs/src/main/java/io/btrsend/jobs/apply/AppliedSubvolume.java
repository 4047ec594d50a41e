package io.btrsend.jobs.apply;

import java.util.UUID;

/**
 * A subvolume that was applied.
 *
 * @param name of its directory; not to be modified
 * @param uuid by which later streams refer to it
 * @param generation the same: a subvolume with this UUID may have been sent at several
 * @param losses how much of it could not be written
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AppliedSubvolume(byte[] name, UUID uuid, long generation, long losses) {}
