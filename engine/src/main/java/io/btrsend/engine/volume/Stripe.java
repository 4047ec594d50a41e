package io.btrsend.engine.volume;

import io.btrsend.engine.device.Member;

/**
 * The part of a chunk that lies on one device.
 *
 * @param physical byte offset on the device
 */
record Stripe(Member member, long physical) {}
