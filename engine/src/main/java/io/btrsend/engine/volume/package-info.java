/**
 * The space of logical addresses: where each range lies on the devices, under every RAID profile,
 * and reading it mirror after mirror. Whether what was read is right is for the caller to say.
 */
package io.btrsend.engine.volume;
