/**
 * What tests of every module share: the fixtures, small filesystems made by the kernel with the
 * kernel's own send streams beside them. Nothing here knows how btrsend reads or sends.
 */
package io.btrsend.engine.testing;
