/**
 * The send stream, versions 1 to 3: writing, reading, checking and printing its commands. Usable
 * without a filesystem: nothing here may depend on the packages that read one.
 */
package io.btrsend.engine.stream;
