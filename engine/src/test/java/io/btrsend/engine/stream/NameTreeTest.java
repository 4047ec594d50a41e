package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NameTreeTest {
  private final NameMemory memory = new NameMemory();

  @Test
  void aSnapshotSharesEveryNameUntilItChanges() {
    NameTree original = treeOf("a/x", "a/y", "b");
    NameTree snapshot = new NameTree(memory, original.top());
    assertSame(original.top(), snapshot.top());
    assertSame(find(original.top(), "a/x"), find(snapshot.top(), "a/x"));
  }

  @Test
  void aNameAddedToASnapshotIsNotInTheOriginal() {
    NameTree original = treeOf("a/x");
    NameNode before = original.top();
    NameTree snapshot = new NameTree(memory, before);
    add(snapshot, "a/new");
    assertNotNull(find(snapshot.top(), "a/new"));
    assertNull(find(before, "a/new"));
  }

  @Test
  void aNameRemovedFromASnapshotStaysInTheOriginal() {
    NameTree original = treeOf("a/x", "a/y");
    NameNode before = original.top();
    NameTree snapshot = new NameTree(memory, before);
    snapshot.remove(at("a/x"), Attribute.PATH);
    assertNull(find(snapshot.top(), "a/x"));
    assertNotNull(find(before, "a/x"));
    assertNotNull(find(snapshot.top(), "a/y"));
  }

  @Test
  void whatANameStandsForChangesInOneTreeOnly() {
    NameTree original = treeOf("a/x");
    NameNode before = original.top();
    NameTree snapshot = new NameTree(memory, before);
    snapshot.edit(at("a/x"), Attribute.PATH).flags = NameNode.LINK;
    assertEquals(NameNode.LINK, find(snapshot.top(), "a/x").flags);
    assertEquals(NameNode.FILE, find(before, "a/x").flags);
  }

  @Test
  void twoSnapshotsOfOneTreeDoNotSeeEachOther() {
    NameNode before = treeOf("a/x").top();
    NameTree first = new NameTree(memory, before);
    NameTree second = new NameTree(memory, before);
    add(first, "a/first");
    add(second, "a/second");
    assertNull(find(first.top(), "a/second"));
    assertNull(find(second.top(), "a/first"));
    assertEquals(Set.of("a", "a/x"), names(before));
  }

  @Test
  void aChangeCopiesThePathToTheNameAndSharesTheRest() {
    NameNode before = treeOf("changed/x", "kept/deep/y").top();
    NameTree snapshot = new NameTree(memory, before);
    add(snapshot, "changed/new");
    assertNotSame(find(before, "changed"), find(snapshot.top(), "changed"));
    assertSame(find(before, "kept/deep"), find(snapshot.top(), "kept/deep"));
  }

  @Test
  void aNodeInTwoPlacesOfATreeIsCopiedBeforeItChanges() {
    NameTree tree = treeOf("a/x", "b");
    NameNode moved = find(tree.top(), "a");
    tree.edit(at("b"), Attribute.PATH).standFor(moved);
    tree.share();
    add(tree, "b/new");
    assertNotNull(find(tree.top(), "b/new"));
    assertNull(find(tree.top(), "a/new"));
  }

  @Test
  void sharedNamesAreCountedOnce() {
    NameNode original = treeOf("a/x", "a/y", "b").top();
    long alone = counted(original);
    assertEquals(alone, counted(original, new NameTree(memory, original).top()));

    NameTree changed = new NameTree(memory, original);
    add(changed, "c");
    long both = counted(original, changed.top());
    assertTrue(both > alone, both + " bytes");
    assertTrue(both < alone + counted(changed.top()), both + " bytes");
  }

  @Test
  void countingAgainGivesTheSame() {
    NameNode top = treeOf("a/x", "a/y", "b").top();
    assertEquals(counted(top), counted(top));
  }

  @Test
  void removingTheLastNameRemovesADirectoryThatStandsForNothing() {
    NameTree tree = new NameTree(memory);
    add(tree, "a/b/c");
    tree.remove(at("a/b/c"), Attribute.PATH);
    assertNull(find(tree.top(), "a"));
  }

  /** Each tree against a set of paths, with snapshots taken at random. */
  @Test
  void randomTreesEqualTheirModels() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<NameNode> finished = new ArrayList<>();
    List<Set<String>> models = new ArrayList<>();
    NameTree tree = new NameTree(memory);
    Set<String> model = new TreeSet<>();
    for (int step = 0; step < 5000; step++) {
      String path = "d" + random.nextInt(4) + "/f" + random.nextInt(40);
      if (model.contains(path)) {
        tree.remove(at(path), Attribute.PATH);
        model.remove(path);
      } else {
        add(tree, path);
        model.add(path);
      }
      if (random.nextInt(100) == 0) {
        finished.add(tree.top());
        models.add(new TreeSet<>(model));
        int begin = random.nextInt(finished.size());
        tree = new NameTree(memory, finished.get(begin));
        model = new TreeSet<>(models.get(begin));
      }
    }
    for (int i = 0; i < finished.size(); i++) {
      Set<String> files = names(finished.get(i));
      files.removeIf(name -> name.indexOf('/') < 0);
      assertEquals(models.get(i), files, "snapshot " + i + ", seed " + seed);
    }
    assertFalse(finished.isEmpty());
  }

  private NameTree treeOf(String... paths) {
    NameTree tree = new NameTree(memory);
    for (String path : paths) {
      add(tree, path);
    }
    return tree;
  }

  private static void add(NameTree tree, String path) {
    tree.edit(at(path), Attribute.PATH).flags = NameNode.FILE;
  }

  private static NameNode find(NameNode top, String path) {
    return NameTree.find(top, at(path), Attribute.PATH);
  }

  private long counted(NameNode... tops) {
    memory.beginCounting();
    for (NameNode top : tops) {
      memory.countBelow(top);
    }
    return memory.used();
  }

  /** Every path in a tree. */
  private static Set<String> names(NameNode top) {
    Set<String> names = new TreeSet<>();
    collect(top.inside, "", names);
    return names;
  }

  private static void collect(NameNode node, String above, Set<String> names) {
    if (node != null) {
      String path = above + new String(node.name, StandardCharsets.ISO_8859_1);
      names.add(path);
      collect(node.left, above, names);
      collect(node.right, above, names);
      collect(node.inside, path + "/", names);
    }
  }

  /** A command with that path. */
  private static StreamCommand at(String path) {
    try (StreamReader reader =
        StreamBuilder.subvolume(1).unlink(path).reader(StreamReaderOptions.LENIENT)) {
      reader.next();
      return reader.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
