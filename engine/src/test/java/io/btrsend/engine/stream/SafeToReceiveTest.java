package io.btrsend.engine.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.btrsend.engine.stream.StreamVerdict.Judgement;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stream must not have a receiver do: leave its subvolume, or open a special file. */
class SafeToReceiveTest {
  private static final UUID FIRST = StreamBuilder.SUBVOLUME;
  private static final UUID SECOND = new UUID(5, 6);
  private static final UUID THIRD = new UUID(7, 8);
  private static final UUID UNSEEN = new UUID(9, 9);

  private static final String DATA = "x";

  /** The commands that open the file at their PATH. */
  static List<BiFunction<StreamBuilder, String, StreamBuilder>> openers() {
    return List.of(
        StreamBuilder::mkfile,
        (to, path) -> to.write(path, 0, StreamBuilder.latin1(DATA)),
        (to, path) -> to.encodedWrite(path, StreamBuilder.latin1(DATA)),
        (to, path) -> to.clone(path, FIRST, "file", 0, 4096),
        (to, path) -> to.clone("file", FIRST, path, 0, 4096),
        (to, path) -> to.truncate(path, 0),
        (to, path) -> to.fallocate(path, 0, 4096),
        (to, path) -> to.updateExtent(path, 0, 4096),
        StreamBuilder::enableVerity);
  }

  /** The commands that make something special at their PATH. */
  static List<BiFunction<StreamBuilder, String, StreamBuilder>> makersOfSpecialFiles() {
    return List.of(
        (to, path) -> to.mknod(path, 0020644, 0x103),
        (to, path) -> to.mknod(path, 0060644, 0x801),
        StreamBuilder::mkfifo,
        StreamBuilder::mksock);
  }

  @ParameterizedTest
  @MethodSource("openers")
  void nothingOpensASpecialFile(BiFunction<StreamBuilder, String, StreamBuilder> open)
      throws IOException {
    for (BiFunction<StreamBuilder, String, StreamBuilder> make : makersOfSpecialFiles()) {
      StreamBuilder made = make.apply(full().mkfile("file"), "n");
      assertDamaged("open a device node", open.apply(made, "n"));
      StreamBuilder moved = make.apply(full().mkfile("file"), "n").rename("n", "m").link("k", "m");
      assertDamaged("open a device node", open.apply(moved, "k"));
      StreamBuilder unseen = make.apply(increment().mkfile("file"), "n");
      assertDamaged("open a device node", open.apply(unseen, "n"));
    }
  }

  @ParameterizedTest
  @MethodSource("makersOfSpecialFiles")
  void attributesOfASpecialFileMayChange(BiFunction<StreamBuilder, String, StreamBuilder> make)
      throws IOException {
    assertSound(
        make.apply(full(), "n")
            .chmod("n", 0600)
            .chown("n")
            .utimes("n")
            .setXattr("n")
            .removeXattr("n")
            .link("m", "n")
            .rename("m", "k")
            .unlink("n")
            .mkfile("n")
            .write("n", 0, StreamBuilder.latin1(DATA)));
  }

  @ParameterizedTest
  @MethodSource("openers")
  void nothingFollowsALinkToAFile(BiFunction<StreamBuilder, String, StreamBuilder> open)
      throws IOException {
    assertDamaged("symbolic link", open.apply(full().mkfile("file").symlink("l", "/dev/sda"), "l"));
    assertDamaged("symbolic link", open.apply(full().mkfile("file").symlink("l", "/dev"), "l/sda"));
    assertDamaged("symbolic link", open.apply(increment().symlink("l", "/dev/sda"), "l"));
  }

  @Test
  void noPathLeadsThroughALink() throws IOException {
    List<UnaryOperator<StreamBuilder>> commands =
        List.of(
            to -> to.mkdir("l/x"),
            to -> to.mkfifo("l/x"),
            to -> to.mksock("l/x"),
            to -> to.mknod("l/x", 0020644, 0x103),
            to -> to.symlink("l/x", "t"),
            to -> to.link("l/x", "file"),
            to -> to.link("x", "l/file"),
            to -> to.rename("l/x", "y"),
            to -> to.rename("file", "l/x"),
            to -> to.unlink("l/x"),
            to -> to.rmdir("l/x"),
            to -> to.setXattr("l/x"),
            to -> to.removeXattr("l/x"),
            to -> to.chown("l/x"),
            to -> to.utimes("l/x"),
            to -> to.chmod("l/x", 0),
            to -> to.chmod("l", 0));
    for (UnaryOperator<StreamBuilder> command : commands) {
      assertDamaged("symbolic link", command.apply(full().mkfile("file").symlink("l", "/etc")));
      assertDamaged("symbolic link", command.apply(increment().symlink("l", "/etc")));
    }
  }

  @Test
  void linkItselfMayChange() throws IOException {
    assertSound(
        full()
            .symlink("l", "/etc")
            .chown("l")
            .utimes("l")
            .setXattr("l")
            .link("k", "l")
            .rename("k", "m")
            .unlink("l")
            .mkdir("l")
            .mkfile("l/f"));
  }

  @Test
  void linkIsFoundWhereverItWasMoved() throws IOException {
    assertDamaged("symbolic link", link("a").rename("a", "b").mkfile("b/f"));
    assertDamaged(
        "symbolic link",
        full().mkdir("d").symlink("d/l", "/").mkdir("e").rename("d", "e/e").mkfile("e/e/l/f"));
    assertDamaged("symbolic link", link("l").link("m", "l").mkfile("m/f"));
    assertDamaged("symbolic link", link("l").snapshot("s2", SECOND, FIRST).mkfile("l/f"));
  }

  @Test
  void renameBetweenNamesOfOneFileMovesNothing() throws IOException {
    assertDamaged("one file", link("l").link("k", "l").rename("l", "k"));
    assertDamaged("one file", full().mkfile("f").link("k", "f").rename("k", "f"));
    assertNotVerified(increment().symlink("l", "/").link("k", "l").rename("l", "k").mkfile("l/x"));
  }

  @Test
  void sourceOfACloneInAnotherSubvolumeIsCheckedToo() throws IOException {
    StreamBuilder link = link("l").mkfile("f").end().header(3).subvol("s2", SECOND).mkfile("f");
    byte[] begun = link.bytes();
    assertDamaged("CLONE_PATH", restart(begun).clone("f", FIRST, "l", 0, 4096));
    assertDamaged("CLONE_PATH", restart(begun).clone("f", FIRST, "l/secret", 0, 4096));
    assertDamaged("CLONE_PATH", restart(begun).clone("f", FIRST, "missing", 0, 4096));
    assertSound(restart(begun).clone("f", FIRST, "f", 0, 4096));
    StreamBuilder fifo = full().mkfifo("p").subvol("s2", SECOND).mkfile("f");
    assertDamaged("CLONE_PATH would open", fifo.clone("f", FIRST, "p", 0, 4096));
  }

  @Test
  void subvolumesOfOneUuidAreNotVerifiedWhereOneIsMeant() throws IOException {
    byte[] two = link("l").subvol("s2", FIRST).symlink("m", "/x").mkfile("f").bytes();
    assertSound(restart(two));
    assertNotVerified(restart(two).snapshot("s3", THIRD, FIRST).mkfile("l/planted"));
    assertNotVerified(
        restart(two).subvol("s3", THIRD).mkfile("f").clone("f", FIRST, "l/secret", 0, 4096));
    assertSound(restart(two).mkfile("g").clone("g", FIRST, "f", 0, 4096));
    assertNotVerified(
        increment().mkfile("f").subvol("s2", UNSEEN).mkdir("l").snapshot("s3", THIRD, UNSEEN));
  }

  @Test
  void secondSubvolumeOfAName() throws IOException {
    StreamVerdict verdict = verify(link("l").subvol("sv", SECOND).mkdir("d").mkfile("d/f"));
    assertEquals(Judgement.SOUND, verdict.judgement(), verdict.reason());
    assertTrue(verdict.conditions().namesakes());
    assertTrue(verdict.summary().contains("have the same name"), verdict.summary());
    // Where the second one cannot be made, a receiver with -E 0 goes on in the first one, and after
    // the second one it does not get out of there at once.
    assertNotVerified(link("l").subvol("sv", SECOND).mkdir("l").mkfile("l/f"));
    assertNotVerified(link("l").subvol("sv", SECOND).subvol("s3", THIRD).mkdir("l").mkfile("l/f"));
  }

  @Test
  void commandThatCannotBeCarriedOutIsRefused() throws IOException {
    assertDamaged("no directory", link("l").rmdir("l"));
    assertDamaged("nothing that exists", link("l").rename("missing", "l"));
    assertDamaged("into itself", full().mkdir("d").symlink("d/l", "/").rename("d", "d/e"));
    assertDamaged(
        "not empty",
        full().mkdir("a").symlink("a/l", "/").mkdir("b").mkfile("b/x").rename("a", "b"));
    assertDamaged("no directory", full().mkdir("d").mkfile("f").rename("d", "f"));
    assertDamaged("names a directory", full().mkdir("d").mkfile("f").rename("f", "d"));
    assertDamaged("already exists", full().mkfile("f").mkdir("f"));
    assertDamaged("already exists", full().mkfile("f").mkfile("g").link("f", "g"));
    assertDamaged("names a directory", full().mkdir("d").link("e", "d"));
    assertDamaged("names a directory", full().mkdir("d").unlink("d"));
    assertDamaged("names a directory", full().mkdir("d").mkfile("d"));
    assertDamaged("not empty", full().mkdir("d").mkfile("d/f").rmdir("d"));
    assertDamaged("nothing that exists", full().unlink("f"));
    assertDamaged("nothing that exists", full().rmdir("d"));
    assertDamaged("nothing that exists", full().chown("f"));
    assertDamaged("no regular file", full().mkdir("d").truncate("d", 0));
    assertDamaged("lies in no directory", full().mkfile("d/f"));
    assertDamaged("lies in no directory", full().mkfile("f").mkfile("f/g"));
    assertDamaged("lies in no directory", full().mkfile("f").rename("f", "d/f"));
  }

  @Test
  void commandThatCanBeCarriedOutIsAccepted() throws IOException {
    assertSound(full().mkdir("d").mkdir("e").mkfile("d/f").rename("d", "e").truncate("e/f", 1));
    assertSound(full().mkfile("f").mkfile("g").rename("f", "g").unlink("g").mkdir("g"));
    assertSound(full().mkfile("f").link("g", "f").unlink("f").mkdir("f").rmdir("f").chown(""));
    assertSound(full().mkfile("f").mkfile("f").truncate("f", 0));
    assertSound(link("l").mkfile("f").rename("f", "l").write("l", 0, StreamBuilder.latin1(DATA)));
    assertSound(full().mkdir("d").snapshot("s2", SECOND, FIRST).rmdir("d").mkfile("d"));
    assertSound(
        full()
            .mkdir("d")
            .snapshot("s2", SECOND, FIRST)
            .rmdir("d")
            .end()
            .header(1)
            .snapshot("s3", THIRD, FIRST)
            .mkfile("d/f"));
  }

  @Test
  void whatMayBeInAnUnseenParentIsLeftToTheReceiver() throws IOException {
    StreamVerdict verdict =
        verify(increment().mkfile("a/b").rename("x", "y").rmdir("z").symlink("l", "/").chown("l"));
    assertEquals(Judgement.SOUND, verdict.judgement(), verdict.reason());
    assertEquals(List.of(UNSEEN), verdict.conditions().unseen());
    assertTrue(verdict.summary().contains(UNSEEN.toString()), verdict.summary());
  }

  @Test
  void linkThatIsThereIfACommandFailedIsNotFollowed() throws IOException {
    assertNotVerified(increment().symlink("l", "/").rename("l", "d/l").mkfile("l/x"));
    assertNotVerified(increment().symlink("l", "/").rename("missing", "l").mkfile("l/x"));
    assertNotVerified(increment().symlink("l", "/").rmdir("l").mkfile("l/x"));
    assertNotVerified(increment().symlink("d/l", "/").rename("d", "e").mkfile("d/l/x"));
    assertNotVerified(increment().mkfifo("p").rename("p", "q").truncate("p", 0));
    assertDamaged("symbolic link", increment().symlink("l", "/").rename("l", "m").mkfile("m/x"));
    assertDamaged(
        "symbolic link", increment().symlink("d/l", "/").rename("d", "d/e").mkfile("d/l/x"));
    assertDamaged(
        "symbolic link", increment().symlink("d/l", "/").rename("d", "e").mkfile("e/l/x"));
    assertSound(increment().symlink("l", "/").unlink("l").mkfile("l/x"));
  }

  @Test
  void directoriesOfAnUnseenParentMayBecomeTwo() throws IOException {
    // If the renaming failed, the second link is beside the first, else it is alone.
    StreamBuilder stream = increment().symlink("d/l", "/").rename("d", "e").symlink("d/m", "/");
    byte[] begun = stream.bytes();
    assertNotVerified(restart(begun).mkfile("d/m/x"));
    assertDamaged("symbolic link", restart(begun).mkfile("e/l/x"));
    assertNotVerified(restart(begun).mkfile("d/l/x"));
    assertSound(restart(begun).mkfile("e/m/x"));
    assertNotVerified(restart(begun).rename("d", "e"));
  }

  @Test
  void streamWithoutFileDataSaysThatItCannotBeReceived() throws IOException {
    StreamVerdict verdict = verify(full().mkfile("f").updateExtent("f", 0, 4096));
    assertEquals(Judgement.SOUND, verdict.judgement(), verdict.reason());
    assertTrue(verdict.conditions().withoutData());
    assertTrue(
        verdict.summary().startsWith("sound, but without file data, so that it cannot be received"),
        verdict.summary());
  }

  /**
   * Whether a receiver can carry such commands out depends on its own path and on the size of its
   * metadata blocks, so that both is considered possible from there on.
   */
  @Test
  void commandThatAReceiversLimitsMayForbidMayFail() throws IOException {
    String deep = "d".repeat(250) + "/";
    StreamBuilder path = link("l");
    for (int depth = 1; depth <= 9; depth++) {
      path.mkdir(deep.repeat(depth).substring(0, 251 * depth - 1));
    }
    assertNotVerified(path.rename("l", deep.repeat(9) + "l").mkfile("l").mkfile("l/x"));

    StreamBuilder collision = link("l");
    List<String> names = CollidingNames.of(14, 255);
    for (String name : names.subList(0, 13)) {
      collision.mkfile(name);
    }
    assertNotVerified(collision.rename("l", names.get(13)).mkdir("l").mkfile("l/x"));

    StreamBuilder names15 = link("l").mkfile("f");
    for (int i = 1; i < 15; i++) {
      names15.link("f" + i, "f");
    }
    assertNotVerified(names15.rename("f14", "l").write("l", 0, StreamBuilder.latin1(DATA)));

    // Nothing is known for certain any more, so not either that there is no such name.
    assertSound(full().symlink("m", "t".repeat(3901)).unlink("missing"));
  }

  @Test
  void fewerCollidingNamesAndShorterPathsAreCertain() throws IOException {
    StreamBuilder collision = link("l");
    List<String> names = CollidingNames.of(13, 255);
    for (String name : names.subList(0, 12)) {
      collision.mkfile(name);
    }
    assertSound(collision.rename("l", names.get(12)).mkdir("l").mkfile("l/x"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void firstReasonForNotVerifyingIsTold(int version) throws IOException {
    StreamVerdict verdict =
        verify(
            StreamBuilder.version(version)
                .snapshot("sv", FIRST, UNSEEN)
                .symlink("l", "/")
                .rename("l", "m")
                .mkfile("l/x")
                .mkfile("l/y"));
    assertEquals(
        "test: command 4 (mkfile) at byte 149, path \"l/x\": attribute PATH may lead through a"
            + " symbolic link that the stream itself created, if a command fails",
        verdict.reason());
    assertTrue(verdict.summary().startsWith("not verified: "), verdict.summary());
  }

  @Test
  void damageBehindWhatCannotBeVerifiedIsFoundStill() throws IOException {
    StreamBuilder stream = increment().symlink("l", "/").rename("l", "m").mkfile("l/x");
    assertDamaged("..", stream.mkfile("../x"));
  }

  private static StreamBuilder full() {
    return StreamBuilder.subvolume(3);
  }

  private static StreamBuilder increment() {
    return StreamBuilder.version(3).snapshot("sv", FIRST, UNSEEN);
  }

  private static StreamBuilder link(String name) {
    return full().symlink(name, "/etc");
  }

  private static StreamBuilder restart(byte[] begun) {
    return new StreamBuilder().as(3).raw(begun);
  }

  private static void assertSound(StreamBuilder stream) throws IOException {
    StreamVerdict verdict = verify(stream);
    assertEquals(Judgement.SOUND, verdict.judgement(), verdict.reason());
  }

  private static void assertNotVerified(StreamBuilder stream) throws IOException {
    StreamVerdict verdict = verify(stream);
    assertEquals(Judgement.NOT_VERIFIED, verdict.judgement(), verdict.reason());
  }

  private static void assertDamaged(String reason, StreamBuilder stream) throws IOException {
    StreamVerdict verdict = verify(stream);
    assertEquals(Judgement.DAMAGED, verdict.judgement(), verdict.reason());
    assertTrue(verdict.reason().contains(reason), verdict.reason());
  }

  private static StreamVerdict verify(StreamBuilder stream) throws IOException {
    byte[] bytes = new StreamBuilder().raw(stream.bytes()).end().bytes();
    try (StreamReader reader = StreamBuilder.reader(bytes, StreamReaderOptions.STRICT)) {
      return StreamVerifier.verify(reader);
    }
  }
}
