/**
 * Text for people and programs: byte sizes, names, JSON, and the escapes of dumps. Everything that
 * turns bytes into characters is here; nothing here knows what the text is about.
 */
package io.btrsend.engine.text;
