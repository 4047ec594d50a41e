/**
 * Reads and verifies everything that is allocated: every copy of metadata and data, parity, and the
 * superblocks. It finds and describes damage; it repairs nothing and knows no stream.
 */
package io.btrsend.engine.scrub;
