/**
 * The send stream, versions 1 to 3: writing its commands, reading them back, checking and rendering
 * them. Usable without any filesystem; nothing here knows where the bytes come from or go to, and
 * nothing may depend on the packages that read one.
 */
package io.btrsend.engine.stream;
