package io.btrsend.engine.testing;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * A small filesystem made by the live kernel, and the streams that the kernel sent from it, byte
 * for byte. The directory {@code fixtures} at the root of the project holds the scenarios and the
 * script that captures them; this class reads the captured results from the class path.
 *
 * <p>Thread-safe. Image files are shared by all users in a JVM and must not be written to; {@link
 * UnpackedImages} tells where they live.
 */
public final class Fixture {

  private final String name;
  private final String description;
  private final int imageCount;
  private final List<KernelStream> streams;

  private Fixture(String name) {
    Properties manifest = new Properties();
    try (InputStream in = resource(name + "/fixture.properties")) {
      manifest.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.name = name;
    this.description = manifest.getProperty("description");
    this.imageCount = Integer.parseInt(manifest.getProperty("images"));
    this.streams = readStreams(manifest);
  }

  /** All fixtures, by name. */
  public static List<Fixture> all() {
    List<Fixture> fixtures = new ArrayList<>();
    try (BufferedReader index =
        new BufferedReader(new InputStreamReader(resource("index"), StandardCharsets.UTF_8))) {
      for (String line = index.readLine(); line != null; line = index.readLine()) {
        fixtures.add(new Fixture(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableList(fixtures);
  }

  /**
   * The fixture of this name.
   *
   * @throws UncheckedIOException if there is none
   */
  public static Fixture named(String name) {
    return new Fixture(name);
  }

  public String name() {
    return name;
  }

  /** One line for people. */
  public String description() {
    return description;
  }

  /**
   * The device images, unpacked: one for most fixtures, several for a filesystem on several
   * devices.
   */
  public List<Path> images() {
    List<Path> images = new ArrayList<>();
    for (int number = 0; number < imageCount; number++) {
      images.add(UnpackedImages.path(name, number));
    }
    return Collections.unmodifiableList(images);
  }

  /** What the kernel sent, in the order it was captured. */
  public List<KernelStream> streams() {
    return streams;
  }

  @Override
  public String toString() {
    return name;
  }

  private List<KernelStream> readStreams(Properties manifest) {
    int count = Integer.parseInt(manifest.getProperty("streams"));
    List<KernelStream> result = new ArrayList<>(count);
    long position = 0;
    for (int number = 0; number < count; number++) {
      KernelStream stream =
          KernelStream.parse(this, position, manifest.getProperty("stream." + number));
      result.add(stream);
      position += stream.length();
    }
    return Collections.unmodifiableList(result);
  }

  /** All streams of the fixture, one after the other. */
  InputStream openStreams() throws IOException {
    return unpacked(name + "/streams.zst");
  }

  static InputStream openImage(String fixture, int number) throws IOException {
    return unpacked(fixture + "/image." + number + ".zst");
  }

  private static InputStream unpacked(String path) throws IOException {
    // Windows of up to 16 MiB: what the script packs with.
    return new ZstdInputStream(resource(path)).setLongMax(24);
  }

  private static InputStream resource(String path) throws IOException {
    InputStream in = Fixture.class.getResourceAsStream("/fixtures/" + path);
    if (in == null) {
      throw new FileNotFoundException("no resource /fixtures/" + path);
    }
    return in;
  }
}
