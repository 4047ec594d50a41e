package io.btrsend.cli;

import io.btrsend.engine.SendException;
import io.btrsend.engine.SendException.Reason;
import io.btrsend.engine.extent.UnreadableData;
import io.btrsend.engine.files.FileData;
import io.btrsend.engine.files.FileEntry;
import io.btrsend.engine.files.FileTree;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.format.FileMode;
import io.btrsend.engine.text.NameText;
import io.btrsend.jobs.output.StandardDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import picocli.CommandLine.ParameterException;

final class CatCommand extends FilesCommand {
  private static final int ZEROS = 1 << 16;

  CatCommand(List<String> files) {
    super("cat", "Prints the contents of files of a subvolume: [IMAGE]... -- FILE...", files);
  }

  @Override
  public Integer call() throws IOException {
    if (files().isEmpty()) {
      throw new ParameterException(
          commandLine(), "name the files after --: btrsend cat -s SUBVOLUME IMAGE -- FILE");
    }
    Messages messages = verbosity().messages(commandLine());
    try (Filesystem filesystem = images().open(EarlySettings.with(List.of()).send(), messages)) {
      ImageOptions.claims(filesystem).writeStandardOutput();
      WritableByteChannel out = StandardDescriptor.output().getChannel();
      FileTree tree = new FileTree(filesystem, subvolume(filesystem));
      try (FileData data = new FileData(filesystem, tree.subvolume(), UnreadableData.FAIL)) {
        for (String file : files()) {
          print(regular(tree, file), data, out);
        }
      }
      return ExitCode.SUCCESS;
    }
  }

  private static FileEntry regular(FileTree tree, String text) {
    FileEntry entry = tree.find(NameText.bytes(text));
    if (entry == null) {
      throw new SendException(
          Reason.NOT_FOUND, "no file '%s' in subvolume %d".formatted(text, tree.subvolume().id()));
    }
    if (entry.isSubvolume() || !FileMode.isRegular(entry.inode().mode())) {
      throw new SendException(Reason.INVALID, "'" + text + "' is not a regular file");
    }
    return entry;
  }

  private static void print(FileEntry entry, FileData data, WritableByteChannel out)
      throws IOException {
    long at = 0;
    for (FileData.Range range : data.ranges(entry.inode())) {
      printZeros(range.offset() - at, out);
      data.write(range, out);
      at = range.offset() + range.length();
    }
    printZeros(entry.inode().size() - at, out);
  }

  private static void printZeros(long count, WritableByteChannel out) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
    for (long left = count; left > 0; ) {
      zeros.clear().limit((int) Math.min(left, ZEROS));
      left -= out.write(zeros);
    }
  }
}
