package io.btrsend.jobs.resume;

import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.send.SendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What is kept beside a partial file: what was asked for, and how far it is. Documented in
 * docs/json.md.
 *
 * @param filesystem its UUID
 * @param images as they were named, with paths from the root
 * @param skipsErrors whether unreadable data is sent as zeros
 * @param streams what the file is to hold, in order
 */
public record PartialRecord(
    UUID filesystem,
    List<String> images,
    boolean skipsErrors,
    List<AskedStream> streams,
    Checkpoint checkpoint) {

  public PartialRecord {
    images = List.copyOf(images);
    streams = List.copyOf(streams);
  }

  /**
   * Of an output that is about to begin.
   *
   * @param images as they were named
   */
  public static PartialRecord of(
      Filesystem filesystem, List<String> images, boolean skipsErrors, List<SendRequest> requests) {
    List<AskedStream> streams = new ArrayList<>();
    requests.forEach(request -> streams.add(AskedStream.of(request, filesystem.subvolumes())));
    return new PartialRecord(
        filesystem.volume().superblock().fsid(), images, skipsErrors, streams, Checkpoint.NONE);
  }

  /** The record as text, for a file. */
  public String json() {
    return PartialRecordJson.write(this);
  }

  /**
   * Reads the text of a record.
   *
   * @param name of the file, for messages
   * @throws io.btrsend.engine.SendException if it is not one
   */
  public static PartialRecord parse(String text, String name) {
    return PartialRecordJson.read(text, name);
  }

  PartialRecord with(Checkpoint later) {
    return new PartialRecord(filesystem, images, skipsErrors, streams, later);
  }

  /** The protocol version of all streams. */
  int version() {
    return streams.get(0).options().version();
  }

  /**
   * The requests on the same filesystem.
   *
   * @throws io.btrsend.engine.SendException if it is another one, or was changed
   */
  public List<SendRequest> requests(Filesystem opened) {
    UUID uuid = opened.volume().superblock().fsid();
    if (!uuid.equals(filesystem)) {
      throw AskedStream.different("the images hold filesystem " + uuid + ", not " + filesystem);
    }
    List<SendRequest> requests = new ArrayList<>();
    streams.forEach(stream -> requests.add(stream.request(opened.subvolumes())));
    return requests;
  }
}
