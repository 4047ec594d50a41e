/**
 * The settings of btrsend: {@code reference.conf} with their defaults and meaning, and their typed,
 * validated form. Nothing here uses the settings.
 */
package io.btrsend.config;
