package io.btrsend.cli;

import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.jobs.files.FileListing;
import io.btrsend.jobs.files.FileSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

final class LsCommand extends FilesCommand {
  private final Argument<Boolean> details =
      Argument.flag("Mode, links, owner, group, size and time (UTC) too.", "-l");
  private final Argument<Boolean> json = Argument.flag("One JSON object a line.", "--json");

  LsCommand(List<String> files) {
    super(
        "ls", "Lists files of a subvolume, with all that is below: [IMAGE]... -- [FILE]...", files);
    add(details, json);
    addSalvage();
  }

  @Override
  public Integer call() throws IOException {
    Messages messages = verbosity().messages(commandLine());
    PrintWriter out = commandLine().getOut();
    try (Filesystem filesystem = open(messages)) {
      ImageOptions.claims(filesystem).writeStandardOutput();
      FileTree tree = new FileTree(filesystem, subvolume(filesystem));
      try (FileData data = new FileData(filesystem, tree.subvolume(), UnreadableData.FAIL)) {
        FileListing listing = new FileListing(data);
        new FileSelection(tree, files())
            .visit(
                (entry, named) -> {
                  if (named && entry.path().length > 0) {
                    out.println(line(listing, entry));
                  }
                });
      }
      out.flush();
      return tellLosses(filesystem, messages) ? ExitCode.SKIPPED : ExitCode.SUCCESS;
    }
  }

  private String line(FileListing listing, FileEntry entry) {
    if (json.value()) {
      return listing.json(entry);
    }
    return details.value() ? listing.details(entry) : listing.name(entry);
  }
}
