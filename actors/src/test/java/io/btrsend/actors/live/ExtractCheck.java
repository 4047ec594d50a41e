package io.btrsend.actors.live;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code btrsend extract --to} writes of each snapshot is what the kernel shows of it. */
final class ExtractCheck implements LiveCheck {
  /** Directories in the places of nested subvolumes are not compared; the kernel numbers them 2. */
  private static final String WITHOUT_SUBVOLUMES =
      """
      set -euo pipefail
      to=$1
      cd "$0"
      find . -mindepth 1 -inum 2 -print0 | while IFS= read -r -d '' path; do
        stamp=$(mktemp)
        touch -r "$to/${path%/*}" "$stamp"
        rmdir "$to/$path"
        touch -r "$stamp" "$to/${path%/*}"
        rm "$stamp"
      done
      """;

  @Override
  public List<Finding> check(LiveSample sample) throws Exception {
    List<Finding> findings = new ArrayList<>();
    if (!sample.scenario().flavour().isBounded()) {
      return findings;
    }
    for (String snapshot : sample.scenario().snapshots()) {
      Path expected = sample.top().resolve(snapshot);
      if (Files.exists(expected) && !TreeListing.hasSubvolumes(expected)) {
        Path to = sample.directory().resolve("extracted");
        List<String> command =
            new ArrayList<>(List.of("extract", "-q", "-s", "/" + snapshot, "--to", to.toString()));
        sample.images().forEach(image -> command.add(image.toString()));
        boolean isWhole = Btrsend.run(command);
        Commands.run("bash", "-c", WITHOUT_SUBVOLUMES, expected, to);
        String difference = TreeListing.difference(expected, to);
        if (isWhole && difference != null) {
          findings.add(new Finding(Optional.empty(), snapshot + difference));
        }
        Commands.run("rm", "-rf", to);
      }
    }
    return findings;
  }
}
