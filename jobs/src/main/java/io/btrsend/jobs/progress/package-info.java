/**
 * How far a command is that takes long: what is known of it, and how that is written for a
 * terminal, for a log and for programs. Nothing here knows a terminal or draws anything.
 */
package io.btrsend.jobs.progress;
