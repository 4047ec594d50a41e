package io.btrsend.jobs.resume;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.filesystem.Subvolumes;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A request as it is kept: with the state in which the subvolumes were.
 *
 * @param parent null for a full send
 */
record AskedStream(State subvolume, State parent, List<State> cloneSources, SendOptions options) {

  /**
   * The state of a subvolume. Sent data cannot change without a change of the generation.
   *
   * @param path from the top level, as text for messages
   */
  record State(String path, UUID uuid, UUID receivedUuid, long generation, long ctransid) {

    static State of(SubvolumeInfo info, Subvolumes all) {
      return new State(
          NameText.of(all.path(info)),
          info.uuid(),
          info.receivedUuid(),
          info.generation(),
          info.ctransid());
    }

    /** Finds the subvolume, which has to be in the same state. */
    private SubvolumeInfo find(Subvolumes all) {
      SubvolumeInfo found =
          all.byUuid(uuid)
              .orElseThrow(
                  () -> different("subvolume " + path + " (UUID " + uuid + ") is not there"));
      if (!found.receivedUuid().equals(receivedUuid)) {
        throw different("subvolume " + path + " has another received UUID");
      }
      if (found.generation() != generation || found.ctransid() != ctransid) {
        throw different(
            "subvolume %s was changed: generation %s, it was %s"
                .formatted(
                    path,
                    Long.toUnsignedString(found.generation()),
                    Long.toUnsignedString(generation)));
      }
      return found;
    }
  }

  static AskedStream of(SendRequest request, Subvolumes all) {
    List<State> sources = new ArrayList<>();
    request.cloneSources().forEach(source -> sources.add(State.of(source, all)));
    return new AskedStream(
        State.of(request.subvolume(), all),
        request.parent() == null ? null : State.of(request.parent(), all),
        sources,
        request.options());
  }

  /**
   * The request that this was.
   *
   * @throws SendException {@link Reason#DIFFERENT} if a subvolume is not what it was
   */
  SendRequest request(Subvolumes all) {
    List<SubvolumeInfo> sources = new ArrayList<>();
    cloneSources.forEach(source -> sources.add(source.find(all)));
    return new SendRequest(
        subvolume.find(all), parent == null ? null : parent.find(all), sources, options);
  }

  static SendException different(String what) {
    return new SendException(Reason.DIFFERENT, "cannot go on: " + what);
  }
}
