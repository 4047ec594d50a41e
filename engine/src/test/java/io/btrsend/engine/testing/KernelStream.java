package io.btrsend.engine.testing;

import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.SendRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One send stream as {@code btrfs send} wrote it, and what was asked of it.
 *
 * @param fixture where it was sent from
 * @param subvolume path of the sent subvolume, from the top level
 * @param parent path of the parent that was asked for; as {@code btrfs send} does, the parent was
 *     also a clone source
 * @param cloneSources paths of the further clone sources, in the order given; without a parent,
 *     {@code btrfs send} chose one among them
 * @param version of the protocol
 * @param compressed whether compressed extents were sent as they are
 * @param noData whether file data was left out
 * @param position of the first byte among all of the fixture's streams
 * @param length in bytes
 */
public record KernelStream(
    Fixture fixture,
    String subvolume,
    Optional<String> parent,
    List<String> cloneSources,
    int version,
    boolean compressed,
    boolean noData,
    long position,
    int length) {

  static KernelStream parse(Fixture fixture, long position, String line) {
    Map<String, String> values = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    String variant = values.get("variant");
    return new KernelStream(
        fixture,
        values.get("subvolume"),
        Optional.ofNullable(values.get("parent")),
        values.containsKey("cloneSources")
            ? List.of(values.get("cloneSources").split(",", -1))
            : List.of(),
        Integer.parseInt(variant.substring(1, 2)),
        variant.endsWith("c"),
        variant.endsWith("n"),
        position,
        Integer.parseInt(values.get("length")));
  }

  /** The stream; a new array each time. */
  public byte[] bytes() {
    try (InputStream in = fixture.openStreams()) {
      in.skipNBytes(position);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new IOException("stream cut short: " + this);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code btrfs send} asks the kernel for when it is given these options. */
  public SendRequest request(Subvolumes subvolumes) {
    return Requests.of(subvolumes, subvolume, parent, cloneSources, version, compressed, noData);
  }

  /**
   * The fixture and the request, for instance {@code s05-directory-swap: p2 from p1, v2
   * compressed}.
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %s%s%s, v%d%s%s",
        fixture,
        subvolume,
        parent.map(path -> " from " + path).orElse(""),
        cloneSources.isEmpty() ? "" : " cloning " + String.join(" ", cloneSources),
        version,
        compressed ? " compressed" : "",
        noData ? " without data" : "");
  }
}
