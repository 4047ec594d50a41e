package io.btrsend.engine.salvage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.EngineException;
import io.btrsend.engine.filesystem.Filesystem;
import io.btrsend.engine.filesystem.FilesystemOptions;
import io.btrsend.engine.filesystem.Mending;
import io.btrsend.engine.filesystem.SubvolumeInfo;
import io.btrsend.engine.salvage.FileListing.File;
import io.btrsend.engine.send.SendOptions;
import io.btrsend.engine.send.SendRequest;
import io.btrsend.engine.send.SendSession;
import io.btrsend.engine.send.SequentialSend;
import io.btrsend.engine.send.SkippedRanges;
import io.btrsend.engine.stream.StreamReader;
import io.btrsend.engine.stream.StreamReaderOptions;
import io.btrsend.engine.stream.StreamVerdict;
import io.btrsend.engine.stream.StreamVerifier;
import io.btrsend.engine.testing.Fixture;
import io.btrsend.engine.testing.LostBlocks;
import io.btrsend.engine.tree.TreeBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Blocks of the trees of fixtures are made unreadable, one or several at a time. An oracle knows
 * from the sound image which files have items in them.
 */
class SalvageTest {
  /** Every how many fixtures are tried. */
  private static final int STEP = Integer.getInteger("btrsend.salvage.step", 6);

  private static final int TRIALS = Integer.getInteger("btrsend.salvage.trials", 6);
  private static final long SEED = Long.getLong("btrsend.salvage.seed", 1);
  private static final SendOptions OPTIONS = new SendOptions(2, false, false, false, false, true);

  private static Filesystem open(Fixture fixture, Mending mending) {
    return Filesystem.open(fixture.images(), new FilesystemOptions(16 << 20).with(mending));
  }

  private static byte[] send(Filesystem filesystem, SendRequest request, SalvagedData data)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SequentialSend.run(SendSession.open(filesystem, request, data), Channels.newChannel(out));
    return out.toByteArray();
  }

  @Test
  void filesThatAreNotListedAreIntactAndWhatIsListedDependsOnALostBlock() throws IOException {
    List<Fixture> fixtures = Fixture.all();
    int streams = 0;
    for (int i = (int) (SEED % STEP); i < fixtures.size(); i += STEP) {
      Random random = new Random(SEED * 1000 + i);
      streams += trials(fixtures.get(i), random);
    }
    System.out.println("salvaged streams: " + streams + ", seed " + SEED);
    assertTrue(streams > 0);
  }

  private int trials(Fixture fixture, Random random) throws IOException {
    int streams = 0;
    try (Filesystem sound = open(fixture, Mending.NONE)) {
      List<SubvolumeInfo> usable = new ArrayList<>(sound.subvolumes().list());
      usable.removeIf(info -> info.dead());
      Collections.shuffle(usable, random);
      for (SubvolumeInfo info : usable.subList(0, Math.min(2, usable.size()))) {
        Oracle oracle = new Oracle(sound, info);
        for (int trial = 0; trial < TRIALS && !oracle.itemsByBlock.isEmpty(); trial++) {
          Set<Long> lost = oracle.someBlocks(random);
          try {
            check(fixture, oracle, lost, random);
          } catch (EngineException e) {
            throw new AssertionError(fixture + ", " + info.id() + ", lost blocks " + lost, e);
          }
          streams++;
        }
      }
    }
    return streams;
  }

  private static void check(Fixture fixture, Oracle oracle, Set<Long> lost, Random random)
      throws IOException {
    String where = fixture + ", " + oracle.info.id() + ", lost blocks " + lost;
    Salvage salvage = new Salvage();
    try (Filesystem filesystem = open(fixture, new LostBlocks(salvage, lost))) {
      SubvolumeInfo info = filesystem.subvolumes().byId(oracle.info.id()).orElseThrow();
      List<SubvolumeInfo> all = filesystem.subvolumes().list();
      SubvolumeInfo parent = all.get(random.nextInt(all.size()));
      SalvagedData data = new SalvagedData(new SkippedRanges(filesystem));
      if (parent.readOnly() && !parent.dead()) {
        SendRequest incremental = new SendRequest(info, parent, List.of(parent), OPTIONS);
        salvage.mend(incremental);
        requireSound(send(filesystem, incremental, data), where + " from " + parent.id());
      }
      SendRequest full = new SendRequest(info, null, List.of(), OPTIONS);
      salvage.mend(full);
      assertTrue(
          salvage.lostRanges().stream().anyMatch(range -> range.treeId() == info.id()), where);
      requireSound(send(filesystem, full, data), where);
      oracle.compare(
          FileListing.of(filesystem, info), salvage.files(filesystem, info, data), lost, where);
    }
  }

  private static void requireSound(byte[] stream, String where) throws IOException {
    StreamVerdict verdict =
        StreamVerifier.verify(
            new StreamReader(
                new ByteArrayInputStream(stream), "stream", StreamReaderOptions.STRICT));
    assertFalse(
        verdict.judgement() == StreamVerdict.Judgement.DAMAGED,
        () -> where + ": " + verdict.reason());
  }

  /** Which inodes of a sound subvolume have items in which blocks of its tree. */
  private static final class Oracle {
    private final Filesystem filesystem;
    private final SubvolumeInfo info;
    private final Map<String, File> files;
    private final Map<Long, Set<Long>> itemsByBlock = new HashMap<>();

    Oracle(Filesystem filesystem, SubvolumeInfo info) throws IOException {
      this.filesystem = filesystem;
      this.info = info;
      this.files = FileListing.of(filesystem, info);
      visit(filesystem.blocks().root(info.root()));
    }

    private Set<Long> visit(TreeBlock block) {
      Set<Long> inodes = new HashSet<>();
      for (int slot = 0; slot < block.itemCount(); slot++) {
        if (block.level() == 0) {
          inodes.add(block.objectid(slot));
        } else {
          inodes.addAll(visit(filesystem.blocks().child(block, slot, info.id())));
        }
      }
      itemsByBlock.put(block.address(), inodes);
      return inodes;
    }

    Set<Long> someBlocks(Random random) {
      List<Long> blocks = new ArrayList<>(new TreeSet<>(itemsByBlock.keySet()));
      Collections.shuffle(blocks, random);
      int count = random.nextInt(3) == 0 ? 1 + random.nextInt(Math.min(4, blocks.size())) : 1;
      return new TreeSet<>(blocks.subList(0, count));
    }

    void compare(
        Map<String, File> salvaged, List<AffectedFile> listed, Set<Long> lost, String where) {
      Set<Long> dependent = new HashSet<>();
      lost.forEach(block -> dependent.addAll(itemsByBlock.get(block)));
      Set<Long> inodes = new HashSet<>();
      Set<String> paths = new HashSet<>();
      boolean isUnknown = false;
      for (AffectedFile file : listed) {
        if (file.inode() == 0) {
          isUnknown = true;
        } else {
          inodes.add(file.inode());
        }
        if (file.path() != null) {
          paths.add(FileListing.text(file.path()));
        }
      }
      Set<Long> mayBeListed = new HashSet<>(dependent);
      for (Map.Entry<String, File> entry : files.entrySet()) {
        String path = entry.getKey();
        File original = entry.getValue();
        File present = salvaged.get(path);
        boolean isSame = present != null && present.content().equals(original.content());
        boolean depends = dependsOn(path, original, dependent);
        String name = where + ": " + path + " (" + original.inode() + ")";
        if (depends) {
          mayBeListed.add(original.inode());
          boolean isTold =
              isSame
                  || paths.contains(path)
                  || inodes.contains(original.inode())
                  || (isUnknown && present == null);
          assertTrue(isTold, () -> name + " is not listed, but was " + original);
        } else {
          assertTrue(isSame, () -> name + " was " + original + " and is " + present);
        }
      }
      for (AffectedFile file : listed) {
        boolean expected =
            file.inode() == 0
                || file.state() == FileState.UNVERIFIED
                || mayBeListed.contains(file.inode());
        assertTrue(expected, () -> where + ": inode " + file.inode() + " is " + file.state());
      }
    }

    /** Whether a lost block holds an item of the inode or of a directory above the path. */
    private boolean dependsOn(String path, File file, Set<Long> dependent) {
      boolean depends = dependent.contains(file.inode());
      for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
        depends |= dependent.contains(files.get(path.substring(0, slash)).inode());
      }
      return depends;
    }
  }

  @Test
  void soundFilesystemsGiveTheUsualStreamAndAnEmptyAccount() throws IOException {
    List<Fixture> fixtures = Fixture.all();
    for (int i = 0; i < fixtures.size(); i += 4 * STEP) {
      Salvage salvage = new Salvage();
      try (Filesystem sound = open(fixtures.get(i), Mending.NONE);
          Filesystem salvaged = open(fixtures.get(i), salvage)) {
        for (SubvolumeInfo info : sound.subvolumes().list()) {
          if (info.dead()) {
            continue;
          }
          SendRequest request = new SendRequest(info, null, List.of(), OPTIONS);
          salvage.mend(request);
          SalvagedData data = new SalvagedData(new SkippedRanges(salvaged));
          SalvagedData none = new SalvagedData(new SkippedRanges(sound));
          assertArrayEquals(send(sound, request, none), send(salvaged, request, data));
          assertEquals(List.of(), salvage.lostRanges());
          assertTrue(
              salvage.files(salvaged, info, data).stream()
                  .noneMatch(file -> file.state().isLoss()));
        }
      }
    }
  }

  @Test
  void withoutExtentAndChecksumTreesEverythingIsWrittenAndListedAsUnverified() throws IOException {
    Fixture fixture = Fixture.named("full-large-extents");
    Salvage salvage = new Salvage();
    try (Filesystem sound = open(fixture, Mending.NONE)) {
      Set<Long> lost = new HashSet<>();
      for (long tree : List.of(2L, 7L)) {
        lost.add(sound.tree(tree).address());
      }
      SubvolumeInfo info = sound.subvolumes().list().get(1);
      SendRequest request = new SendRequest(info, null, List.of(), OPTIONS);
      SalvagedData none = new SalvagedData(new SkippedRanges(sound));
      byte[] usual = send(sound, request, none);
      try (Filesystem filesystem = open(fixture, new LostBlocks(salvage, lost))) {
        salvage.mend(request);
        SalvagedData data = new SalvagedData(new SkippedRanges(filesystem));
        assertArrayEquals(usual, send(filesystem, request, data));
        List<AffectedFile> files = salvage.files(filesystem, info, data);
        assertFalse(files.isEmpty());
        assertTrue(files.stream().allMatch(file -> file.state() == FileState.UNVERIFIED));
        assertEquals(
            Set.of(2L, 7L),
            salvage.lostRanges().stream().map(LostRange::treeId).collect(Collectors.toSet()));
      }
    }
  }
}
