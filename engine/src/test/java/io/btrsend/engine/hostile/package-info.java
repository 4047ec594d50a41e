/**
 * Images as an attacker would make them: fixtures with changed bytes and right checksums. Every one
 * must be refused with a typed error or be sent, in bounded time and memory. Nothing here judges
 * whether what was sent is what the image meant; that is for the parity tests.
 */
package io.btrsend.engine.hostile;
