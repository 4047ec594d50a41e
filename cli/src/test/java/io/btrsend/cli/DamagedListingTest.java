package io.btrsend.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.format.ItemType;
import io.btrsend.engine.format.ObjectId;
import io.btrsend.engine.format.RootItem;
import io.btrsend.engine.format.RootRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One damaged subvolume keeps nobody from the others. */
class DamagedListingTest {
  private static final long MONDAY = 257;

  @TempDir private Path directory;
  private Path image;

  @BeforeEach
  void unpack() throws IOException {
    image = directory.resolve("demo.img");
    DemoFile.unpack(image);
  }

  private void damageRootItem() throws IOException {
    new DemoItem(ObjectId.ROOT_TREE, MONDAY, ItemType.ROOT_ITEM)
        .change(image, (leaf, key, item) -> leaf.putLong(item + RootItem.BYTENR, 1));
  }

  private void damageName() throws IOException {
    new DemoItem(ObjectId.ROOT_TREE, MONDAY, ItemType.ROOT_BACKREF)
        .change(image, (leaf, key, item) -> leaf.put(item + RootRef.NAME, (byte) '/'));
  }

  private void assertOthersListed(String problem, List<String> paths) {
    CommandRun run = CommandRun.of("list", image.toString());
    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    assertEquals(
        paths,
        run.out().lines().skip(1).map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList());
    assertTrue(run.err().contains(image.toString()), run.err());
    assertTrue(run.err().contains(problem), run.err());
  }

  private static String jsonLine(CommandRun run, long id) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith("{\"version\":1,\"id\":" + id + ","))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDamagedRootItemHidesItsSubvolumeOnly() throws IOException {
    damageRootItem();
    assertOthersListed(
        "root item of the tree of subvolume 257: has no valid address of a root block",
        List.of("/", "/home", "(damaged)", "/snapshots/tuesday"));
    CommandRun json = CommandRun.of("list", "--json", image.toString());
    assertEquals(ExitCode.IMAGE, json.exitCode());
    assertEquals(
        "{\"version\":1,\"id\":257,"
            + "\"damage\":\"root item of the tree of subvolume 257: has no valid address of a root block\"}",
        jsonLine(json, MONDAY));
    assertTrue(jsonLine(json, 258).contains("\"path\":\"snapshots/tuesday\""), json.out());
  }

  @Test
  void aDamagedNameHidesNoMoreThanThePath() throws IOException {
    damageName();
    assertOthersListed(
        "subvolume 257: its name is not valid",
        List.of("/", "/home", "(damaged)", "/snapshots/tuesday"));
    String monday = jsonLine(CommandRun.of("list", "--json", image.toString()), MONDAY);
    assertTrue(monday.startsWith("{\"version\":1,\"id\":257,\"read_only\":true,"), monday);
    assertTrue(monday.contains("\"damage\":\"subvolume 257: its name is not valid"), monday);
  }

  @Test
  void adirectoryThatIsLostHidesThePathsThroughIt() throws IOException {
    new DemoItem(ObjectId.ROOT_TREE, MONDAY, ItemType.ROOT_BACKREF)
        .change(image, (leaf, key, item) -> leaf.putLong(item + RootRef.DIRECTORY, 9999));
    assertOthersListed(
        "subvolume 5: directory 9999 is not reachable from its top",
        List.of("/", "/home", "(damaged)", "/snapshots/tuesday"));
  }

  @Test
  void aBlockOfTheTopLevelThatIsLostHidesThePathsThroughIt() throws IOException {
    new DemoItem(ObjectId.FS_TREE, ObjectId.FIRST_FREE, ItemType.INODE_ITEM)
        .change(image, (leaf, key, item) -> leaf.putInt(96, -1));
    assertOthersListed("tree block", List.of("/", "/home", "(damaged)", "(damaged)"));
  }

  private CommandRun send(String subvolume) {
    return CommandRun.of(
        "send", "-v", "-s", subvolume, "-f", directory.resolve("s") + "", image.toString());
  }

  @Test
  void theOthersCanBeSent() throws IOException {
    damageName();
    CommandRun run = send(DemoImage.SECOND_SNAPSHOT);
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
  }

  @Test
  void whatIsDamagedIsNotCalledMissing() throws IOException {
    damageRootItem();
    CommandRun byId = send("257");
    assertEquals(ExitCode.IMAGE, byId.exitCode(), byId.err());
    assertTrue(byId.err().contains("root item of the tree of subvolume 257"), byId.err());
    CommandRun byPath = send(DemoImage.FIRST_SNAPSHOT);
    assertEquals(ExitCode.REFUSED, byPath.exitCode(), byPath.err());
    assertTrue(byPath.err().contains("damaged: ID 257"), byPath.err());
  }

  @Test
  void withADamagedOneThereIsNoOnlyOne() throws IOException {
    damageRootItem();
    CommandRun run =
        CommandRun.of("send", "-f", directory.resolve("s").toString(), image.toString());
    assertEquals(ExitCode.IMAGE, run.exitCode(), run.err());
    assertTrue(run.err().contains("root item of the tree of subvolume 257"), run.err());
  }

  @Test
  void oneWhoseDirectoriesAreDamagedCanBeSentByItsId() throws IOException {
    new DemoItem(ObjectId.FS_TREE, ObjectId.FIRST_FREE, ItemType.INODE_ITEM)
        .change(image, (leaf, key, item) -> leaf.putInt(96, -1));
    CommandRun run = send("257");
    assertEquals(ExitCode.SUCCESS, run.exitCode(), run.err());
    assertTrue(run.err().contains("sending (ID 257)"), run.err());
  }
}
