package io.btrsend.engine.send.resolve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.send.resolve.ReferenceLists.Reference;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferenceListsTest {
  private final ReferenceLists lists = new ReferenceLists();

  private static Reference reference(long directory, long generation, String name) {
    return new Reference(directory, generation, name.getBytes(US_ASCII));
  }

  private static List<String> names(Collection<Reference> references) {
    return references.stream().map(r -> new String(r.name(), US_ASCII)).toList();
  }

  @Test
  void aNameBothGainedAndLostIsNeither() {
    lists.recordNew(reference(256, 3, "a"));
    lists.recordDeleted(reference(256, 3, "a"));
    assertTrue(lists.isEmpty());
  }

  @Test
  void theSameNameInARecreatedDirectoryIsAnotherName() {
    lists.recordNew(reference(300, 8, "a"));
    lists.recordDeleted(reference(300, 7, "a"));
    assertEquals(1, lists.added().size());
    assertEquals(1, lists.deleted().size());
  }

  @Test
  void cancellingKeepsTheOrderOfTheOthers() {
    lists.recordNew(reference(256, 3, "a"));
    lists.recordNew(reference(256, 3, "b"));
    lists.recordNew(reference(256, 3, "c"));
    lists.recordDeleted(reference(256, 3, "b"));
    lists.recordDeleted(reference(256, 3, "z"));
    assertEquals(List.of("a", "c"), names(lists.added()));
    assertEquals(List.of("z"), names(lists.deleted()));
  }

  @Test
  void clearForgetsBothLists() {
    lists.recordNew(reference(256, 3, "a"));
    lists.recordDeleted(reference(256, 3, "b"));
    assertFalse(lists.isEmpty());
    lists.clear();
    assertTrue(lists.isEmpty());
  }
}
