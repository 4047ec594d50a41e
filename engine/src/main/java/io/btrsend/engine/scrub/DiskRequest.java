package io.btrsend.engine.scrub;

import java.util.List;

/**
 * One read of a device, with all that it is made for.
 *
 * @param physical byte offset on the device
 * @param length bytes, which may include small gaps between the segments
 * @param segments by ascending offset
 */
record DiskRequest(long physical, int length, List<Segment> segments) {}
