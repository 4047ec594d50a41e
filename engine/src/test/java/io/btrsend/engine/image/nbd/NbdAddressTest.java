package io.btrsend.engine.image.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.ImageAccessException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NbdAddressTest {
  @ParameterizedTest
  @CsvSource({
    "nbd://host, host, 10809, '', false",
    "nbd://host/, host, 10809, '', false",
    "nbd://my_host:1/a/b, my_host, 1, a/b, false",
    "nbds://10.0.0.1:65535/vm%201%40x, 10.0.0.1, 65535, vm 1@x, true",
    "nbd://[::1]/x, ::1, 10809, x, false",
    "nbds://[fe80::1]:10810/%C3%A4, fe80::1, 10810, ä, true",
  })
  void aServerOnTheNetwork(String text, String host, int port, String export, boolean tls) {
    assertEquals(new NbdAddress(text, host, port, null, export, tls), NbdAddress.parse(text));
  }

  @Test
  void aUnixSocket() {
    String text = "nbd+unix:///disk?socket=/run/a%20b.sock";
    assertEquals(
        new NbdAddress(text, null, -1, Path.of("/run/a b.sock"), "disk", false),
        NbdAddress.parse(text));
    assertEquals("", NbdAddress.parse("nbd+unix://?socket=s").export());
  }

  @ParameterizedTest
  @CsvSource({
    "nbd://, the host is missing",
    "nbd:///disk, the host is missing",
    "nbd://:5/disk, the host is missing",
    "nbd://[::1/disk, a bracket is not closed",
    "nbd://a]b/disk, the host is missing",
    "nbd://host:0/disk, '''0'' is not a port'",
    "nbd://host:65536/disk, '''65536'' is not a port'",
    "nbd://host:/disk, ''''' is not a port'",
    "nbd://host/disk?socket=/x, ?socket=/x has no meaning here",
    "nbd://host/%zz, a % without two hexadecimal digits",
    "nbd://host/%4, a % without two hexadecimal digits",
    "nbd+unix:///disk, ?socket=PATH is missing",
    "nbd+unix:///disk?socket=, ?socket=PATH is missing",
    "nbd+unix://host/disk?socket=/x, a Unix socket has no host host",
  })
  void whatIsNoAddressIsRefused(String text, String fault) {
    assertTrue(NbdAddress.isOne(text));
    ImageAccessException failure =
        assertThrows(ImageAccessException.class, () -> NbdAddress.parse(text));
    assertEquals(
        text
            + ": is not an NBD address: "
            + fault
            + "; they are nbd://HOST[:PORT]/EXPORT, nbds://HOST[:PORT]/EXPORT or"
            + " nbd+unix:///EXPORT?socket=PATH",
        failure.getMessage());
  }

  @Test
  void otherAddressesAreOther() {
    assertFalse(NbdAddress.isOne("http://host/disk"));
    assertFalse(NbdAddress.isOne("nbd:host"));
  }
}
