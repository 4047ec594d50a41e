package io.btrsend.engine.device;

import io.btrsend.engine.CorruptFilesystemException;
import io.btrsend.engine.DeviceConflictException;
import io.btrsend.engine.EngineException;
import io.btrsend.engine.ForeignFormatException;
import io.btrsend.engine.ahead.ReadAhead;
import io.btrsend.engine.ahead.ReadAheadLimits;
import io.btrsend.engine.ahead.ReadQueue;
import io.btrsend.engine.format.DevItem;
import io.btrsend.engine.format.Superblock;
import io.btrsend.engine.format.SuperblockCheck;
import io.btrsend.engine.image.ImageAccess;
import io.btrsend.engine.image.OpeningRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The given images, in any order, as the devices of one filesystem. The superblocks alone tell
 * which image is which device; the chunk tree tells which devices are in use.
 *
 * <p>One thread uses the set while the filesystem is opened; afterwards it does not change. Source:
 * on-disk format 3.
 */
public final class DeviceSet implements AutoCloseable {
  /**
   * Identifies a device. It has its own comparison because linking that of a record would cost time
   * at every start.
   */
  private record Identity(long devid, UUID uuid) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Identity identity
          && devid == identity.devid
          && uuid.equals(identity.uuid);
    }

    @Override
    public int hashCode() {
      return 31 * uuid.hashCode() + Long.hashCode(devid);
    }
  }

  private final List<Image> images;
  private final Superblock superblock;
  private final OpeningRecord record;
  private final Map<Identity, Device> devices = new LinkedHashMap<>();
  private final Set<UUID> fsids = new HashSet<>();
  private final ReadAhead ahead;

  /** The requests of the images, by image. */
  private final Map<Image, ReadQueue> queues;

  private DeviceSet(
      List<Image> images,
      Superblock superblock,
      OpeningRecord record,
      ReadAhead ahead,
      Map<Image, ReadQueue> queues) {
    this.ahead = ahead;
    this.queues = queues;
    this.images = images;
    this.superblock = superblock;
    this.record = record;
    fsids.add(superblock.metadataUuid());
  }

  /**
   * Opens the images and chooses the superblock with the highest generation.
   *
   * @param names as the user wrote them, see {@link io.btrsend.engine.image.ImageName}
   * @throws DeviceConflictException if the images belong to several filesystems, or two of them to
   *     one device
   */
  public static DeviceSet open(List<String> names, ImageAccess access, ReadAheadLimits readAhead) {
    if (names.isEmpty()) {
      throw new DeviceConflictException("no image was named");
    }
    List<Image> images = new ArrayList<>();
    OpeningRecord record = new OpeningRecord();
    try {
      openAll(names, access, images, record);
      Superblock superblock = new SuperblockChoice(images).superblock();
      return new DeviceSet(
          images, superblock, record, new ReadAhead(readAhead), new IdentityHashMap<>());
    } catch (RuntimeException e) {
      images.forEach(image -> image.bytes().close());
      throw e;
    }
  }

  /** Opens the images. One without a superblock is left out if others have one. */
  private static void openAll(
      List<String> names, ImageAccess access, List<Image> images, OpeningRecord record) {
    EngineException first = null;
    for (String name : names) {
      try {
        add(images, ImageOpener.open(name, access, record), record);
      } catch (EngineException e) {
        if (!isWithoutFilesystem(e)) {
          throw e;
        }
        record.notice("ignored " + e.getMessage());
        first = first == null ? e : first;
      }
    }
    if (images.isEmpty() && first != null) {
      throw first;
    }
  }

  /** Not two types in the catch clause, because linking those would cost time at every start. */
  private static boolean isWithoutFilesystem(EngineException failure) {
    return failure instanceof CorruptFilesystemException
        || failure instanceof ForeignFormatException;
  }

  /** Keeps the newer one of two copies of one device. */
  private static void add(List<Image> images, Image image, OpeningRecord record) {
    if (image.item().devid() == 0) {
      record.notice(
          image.name() + ": ignored, because it is the target of an unfinished device replacement");
      image.bytes().close();
      return;
    }
    for (int i = 0; i < images.size(); i++) {
      Image other = images.get(i);
      if (!image.isSameDevice(other)) {
        continue;
      }
      int newer = Long.compareUnsigned(image.generation(), other.generation());
      if (newer == 0) {
        image.bytes().close();
        throw new DeviceConflictException(
            String.format(
                "%s and %s are both device %s (%s) of filesystem %s",
                other.name(),
                image.name(),
                Long.toUnsignedString(image.item().devid()),
                image.item().uuid(),
                image.superblock().fsid()));
      }
      Image older = newer > 0 ? other : image;
      Image kept = newer > 0 ? image : other;
      record.notice(older.name() + ": ignored, an older copy of " + kept.name());
      images.set(i, kept);
      older.bytes().close();
      return;
    }
    images.add(image);
  }

  /** The filesystem's superblock. */
  public Superblock superblock() {
    return superblock;
  }

  /**
   * The same images, as the devices of the filesystem that another superblock of it describes, such
   * as one that leads to an older commit. Either set is to be closed, not both.
   */
  public DeviceSet at(Superblock other) {
    return new DeviceSet(images, other, record.copy(), ahead, queues);
  }

  /** Every copy of the superblock on every image of the filesystem. */
  public List<SuperblockCopy> superblockCopies() {
    List<SuperblockCopy> copies = new ArrayList<>();
    for (Image image : images) {
      if (image.group().equals(superblock.metadataUuid())) {
        copies.addAll(new SuperblockCopies(image.bytes()).all());
      }
    }
    return copies;
  }

  /** The images as devices, whatever the chunk tree says about them. */
  public List<Device> given() {
    List<Device> given = new ArrayList<>();
    for (Image image : images) {
      given.add(present(image));
    }
    return given;
  }

  /** Adds what a user should know, one line. */
  public void notice(String line) {
    record.notice(line);
  }

  /** Notices about the images for the user, one line each. */
  public List<String> notices() {
    return record.notices();
  }

  /** Every file that was opened: images, backing files and data files, ignored ones included. */
  public Set<Path> files() {
    return record.files();
  }

  /** The UUIDs that tree blocks may have: that of the filesystem and those of its seeds. */
  public Set<UUID> fsids() {
    return fsids;
  }

  /** The devices requested so far, in the order of the requests. */
  public Collection<Device> devices() {
    return Collections.unmodifiableCollection(devices.values());
  }

  /** The device that a chunk refers to; in state MISSING if none of the images is that device. */
  public Device device(long devid, UUID uuid) {
    Identity identity = new Identity(devid, uuid);
    Device device = devices.get(identity);
    if (device == null) {
      device = find(devid, uuid);
      devices.put(identity, device);
    }
    return device;
  }

  private Device find(long devid, UUID uuid) {
    for (Image image : images) {
      if (image.item().devid() == devid && image.item().uuid().equals(uuid)) {
        return present(image);
      }
    }
    return Device.missing(devid, uuid);
  }

  private Device present(Image image) {
    boolean own = image.group().equals(superblock.metadataUuid());
    boolean stale = own && Long.compareUnsigned(image.generation(), superblock.generation()) < 0;
    if (!own) {
      fsids.add(image.group());
    }
    return new Device(
        image.item().devid(),
        image.item().uuid(),
        image.bytes(),
        queue(image),
        stale ? Device.State.STALE : Device.State.PRESENT,
        image.generation());
  }

  private ReadQueue queue(Image image) {
    ReadQueue queue = queues.get(image);
    if (queue == null) {
      queue = ahead.queue(image.bytes());
      queues.put(image, queue);
    }
    return queue;
  }

  /**
   * Compares the images with the devices that the chunk tree lists: adds devices that no chunk
   * refers to, checks that seeds are unchanged, and drops images that belong to no device.
   *
   * @throws DeviceConflictException if an image belongs to another filesystem, or a seed was
   *     changed
   */
  public void reconcile(Collection<DevItem> items) {
    Set<Identity> listed = new HashSet<>();
    for (DevItem item : items) {
      listed.add(new Identity(item.devid(), item.uuid()));
      Device device = device(item.devid(), item.uuid());
      if (device.state() == Device.State.MISSING) {
        record.notice("device " + device.identity() + " is not among the images");
      } else if (device.state() == Device.State.STALE) {
        record.notice(
            device.name()
                + ": missed the last commits; it is read only where no other copy can be");
      }
      if (Long.compareUnsigned(device.size(), item.totalBytes()) < 0
          && device.state() != Device.State.MISSING) {
        record.notice(
            String.format(
                "%s: is shorter than its device, %d of %s bytes: was it copied completely?",
                device.name(), device.size(), Long.toUnsignedString(item.totalBytes())));
      }
      checkSeed(item);
    }
    for (Image image : images) {
      if (!listed.contains(new Identity(image.item().devid(), image.item().uuid()))) {
        sortOut(image);
      }
    }
  }

  private void checkSeed(DevItem item) {
    if (item.fsid().equals(superblock.metadataUuid())) {
      return;
    }
    fsids.add(item.fsid());
    for (Image image : images) {
      boolean seed =
          image.item().devid() == item.devid() && image.item().uuid().equals(item.uuid());
      if (!seed) {
        continue;
      }
      if (!SuperblockCheck.isSeeding(image.superblock())
          || !image.group().equals(item.fsid())
          || image.generation() != item.generation()) {
        throw new DeviceConflictException(
            image.name()
                + ": was changed after filesystem "
                + superblock.fsid()
                + " was created from it");
      }
    }
  }

  private void sortOut(Image image) {
    if (!image.group().equals(superblock.metadataUuid())) {
      throw new DeviceConflictException(
          String.format(
              "%s: belongs to filesystem %s, not to %s",
              image.name(), image.superblock().fsid(), superblock.fsid()));
    }
    record.notice(image.name() + ": ignored, no longer a device of the filesystem");
  }

  /** What is read ahead from the devices. */
  public ReadAhead readAhead() {
    return ahead;
  }

  @Override
  public void close() {
    ahead.close();
    images.forEach(image -> image.bytes().close());
  }
}
