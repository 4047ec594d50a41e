/**
 * The settings of btrsend: {@code reference.conf} with the defaults and what each means, and their
 * typed, validated form. Nothing here knows what the settings are used for.
 */
package io.btrsend.config;
