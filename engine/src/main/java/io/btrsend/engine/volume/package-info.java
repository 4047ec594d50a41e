/**
 * The logical address space: maps ranges to devices under every RAID profile and reads them, mirror
 * by mirror. The caller verifies what was read.
 */
package io.btrsend.engine.volume;
