package io.btrsend.jobs.roots;

import io.btrsend.engine.device.SuperblockCopy;
import io.btrsend.engine.salvage.RootCandidate;
import io.btrsend.engine.salvage.RootState;
import io.btrsend.engine.salvage.ScanResult;
import io.btrsend.engine.text.NameText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines for people. */
final class RootsText implements RootsFormat {
  private static final String FORM = "%-20s %10s %5s %14s %-20s %10s %s";

  @Override
  public String superblock(SuperblockCopy copy) {
    String what =
        copy.isSound()
            ? "generation " + Long.toUnsignedString(copy.superblock().generation()) + ", sound"
            : copy.problem();
    return "superblock " + NameText.of(copy.image()) + " at byte " + copy.offset() + ": " + what;
  }

  @Override
  public List<String> scan(ScanResult scan) {
    List<String> lines = new ArrayList<>();
    for (ScanResult.ScannedDevice device : scan.devices()) {
      lines.add(
          String.format(
              "scanned device %s (%s): %s bytes, %s of them unreadable",
              Long.toUnsignedString(device.devid()),
              device.uuid(),
              Long.toUnsignedString(device.bytes()),
              Long.toUnsignedString(device.unreadable())));
    }
    if (scan.isLeftOut()) {
      lines.add("scanned: older roots than those listed are left out");
    }
    return lines;
  }

  @Override
  public List<String> heading() {
    return List.of(
        String.format(
            FORM, "ROOT", "GENERATION", "LEVEL", "BYTENR", "TIME", "SUBVOLUMES", "STATE"));
  }

  @Override
  public String root(RootCandidate candidate, RootState state) {
    String condition = state.condition().name().toLowerCase(Locale.ROOT);
    String problems = String.join("; ", state.problems());
    return String.format(
        FORM,
        candidate.names().isEmpty() ? candidate.option() : String.join(",", candidate.names()),
        Long.toUnsignedString(candidate.generation()),
        candidate.rootTree().level(),
        Long.toUnsignedString(candidate.rootTree().address()),
        state.time() == null ? "-" : state.time(),
        state.subvolumes(),
        problems.isEmpty() ? condition : condition + ": " + NameText.of(problems));
  }
}
