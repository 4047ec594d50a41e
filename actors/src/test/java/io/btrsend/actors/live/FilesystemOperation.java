package io.btrsend.actors.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Operations on the filesystem as a whole and on its devices. */
sealed interface FilesystemOperation extends Operation {

  int EINVAL = 22;
  int ARGUMENT = 4096;

  /** Commits everything. */
  record Sync() implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile("", LibC.O_RDONLY, top -> LibC.ioctl(top, LibC.SYNC, null));
    }
  }

  /** Unmounts and mounts again, so that the numbers of deleted inodes are used again. */
  record Remount() implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      filesystem.remount(filesystem.mountOptions());
      return 0;
    }
  }

  /** The same with other options, for mount -o, from now on. */
  record RemountWith(String options) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      filesystem.remount(options);
      return 0;
    }
  }

  /** Waits until no deleted subvolume is left for the cleaner. */
  record AwaitCleaner() implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return filesystem.withFile("", LibC.O_RDONLY, top -> Cleaner.await(top) ? 0 : -1);
    }
  }

  /** Sets the generation of inodes to 0 in every leaf of a subvolume, with the images unmounted. */
  record GenerationZero(String subvolume, long share, long seed) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      long[] id = new long[1];
      int error =
          filesystem.withFile(subvolume, LibC.O_RDONLY, fd -> id[0] = RootTree.idOfTree(fd));
      if (error != 0) {
        return error;
      }
      filesystem.unmount();
      GenerationEditor editor = new GenerationEditor(id[0], (int) share, seed);
      filesystem.images().forEach(editor::edit);
      filesystem.mount();
      return editor.inodes() == 0 ? EINVAL : 0;
    }
  }

  /** Quotas: 1 on, 2 off, 4 simple quotas on. */
  record Quota(long command) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      byte[] argument =
          ByteBuffer.allocate(2 * Long.BYTES)
              .order(ByteOrder.nativeOrder())
              .putLong(command)
              .array();
      return filesystem.withFile(
          "", LibC.O_RDONLY, top -> LibC.ioctl(top, LibC.QUOTA_CONTROL, argument));
    }
  }

  /** Writes block groups anew: options of {@code btrfs balance start}, separated by blanks. */
  record Balance(String options) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return program(filesystem, "btrfs balance start " + options);
    }
  }

  record AddDevice() implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      return withNewDevice(
          filesystem,
          (image, loop) -> {
            byte[] argument = argument().put(8, LibC.terminated(loop.path())).array();
            int error = control(filesystem, LibC.ADD_DEVICE, argument);
            if (error == 0) {
              filesystem.joined(image);
            }
            return error;
          });
    }
  }

  /** Removes a device, counted from 0 in the order they came in. */
  record RemoveDevice(long number) implements FilesystemOperation {
    private static final long BY_ID = 8;

    @Override
    public int apply(LoopFilesystem filesystem) {
      Path image = image(filesystem, number);
      byte[] argument = argument().putLong(16, BY_ID).putLong(56, devid(image)).array();
      int error = control(filesystem, LibC.REMOVE_DEVICE, argument);
      if (error == 0) {
        filesystem.left(image);
      }
      return error;
    }
  }

  /** Replaces a device by a new one. */
  record ReplaceDevice(long number) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      Path old = image(filesystem, number);
      return withNewDevice(
          filesystem,
          (image, loop) -> {
            String replacement = devid(old) + " " + loop.path();
            int error = program(filesystem, "btrfs replace start -B -f " + replacement);
            if (error == 0) {
              filesystem.left(old);
              filesystem.joined(image);
            }
            return error;
          });
    }
  }

  /** Sets how many bytes of a device the filesystem may use. */
  record Resize(long number, long size) implements FilesystemOperation {
    @Override
    public int apply(LoopFilesystem filesystem) {
      String request = devid(image(filesystem, number)) + ":" + size;
      byte[] argument = argument().put(8, LibC.terminated(request)).array();
      return control(filesystem, LibC.RESIZE, argument);
    }
  }

  /** Something done with a device that is not part of the filesystem yet; returns the error. */
  @FunctionalInterface
  interface OnDevice {
    int apply(Path image, LoopDevice loop);
  }

  private static int withNewDevice(LoopFilesystem filesystem, OnDevice action) {
    try {
      Path image = filesystem.newImage();
      try (LoopDevice loop = LoopDevice.attach(image, false)) {
        return action.apply(image, loop);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel answers with a positive number where too few devices would be left. */
  private static int control(LoopFilesystem filesystem, long request, byte[] argument) {
    int[] answer = new int[1];
    int error =
        filesystem.withFile(
            "", LibC.O_RDONLY, top -> answer[0] = LibC.ioctl(top, request, argument));
    return error == 0 ? answer[0] : error;
  }

  private static Path image(LoopFilesystem filesystem, long number) {
    return filesystem.images().get((int) (number % filesystem.images().size()));
  }

  private static long devid(Path image) {
    return Superblocks.of(image).device().devid();
  }

  private static int program(LoopFilesystem filesystem, String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add(filesystem.top().toString());
    return Commands.attempt(words).status() == 0 ? 0 : EINVAL;
  }

  private static ByteBuffer argument() {
    return ByteBuffer.allocate(ARGUMENT).order(ByteOrder.nativeOrder());
  }
}
