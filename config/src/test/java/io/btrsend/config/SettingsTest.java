package io.btrsend.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final long MIB = 1 << 20;

  private static SendSettings send(String... assignments) {
    return Settings.load(List.of(assignments)).send();
  }

  @Test
  void parallelismIsTheNumberOfProcessorsUnlessSaidOtherwise() {
    assertEquals(Runtime.getRuntime().availableProcessors(), send().parallelism());
    assertEquals(7, send("parallelism=7").parallelism());
  }

  @Test
  void sizesTakeUnits() {
    SendSettings settings = send("bytes-in-flight=8 MiB", "block-cache=2048k");
    assertEquals(8 * MIB, settings.bytesInFlight());
    assertEquals(2 * MIB, settings.blockCacheBytes());
  }

  @Test
  void buffersGrowWithTheNumberOfWorkers() {
    assertEquals(16 * MIB, send("parallelism=1").bytesInFlight());
    assertEquals(16 * MIB, send("parallelism=4").bytesInFlight());
    assertEquals(256 * MIB, send("parallelism=64").bytesInFlight());
  }

  @Test
  void commandsInFlightGrowWithTheNumberOfWorkers() {
    assertEquals(2 * MIB, send("parallelism=1").commandsInFlight());
    assertEquals(64 * MIB, send("parallelism=64").commandsInFlight());
  }

  @Test
  void inodesInFlightGrowWithTheNumberOfWorkers() {
    assertEquals(1024, send("parallelism=2").inodesInFlight());
    assertEquals(131_072, send("parallelism=256").inodesInFlight());
  }

  @Test
  void theHeadStartIsTheSameOnAnyNumberOfProcessors() {
    assertEquals(Duration.ofMillis(100), send().headStart());
  }

  @Test
  void theBlockCacheGrowsWithTheNumberOfWorkersWithinBounds() {
    assertEquals(2 * MIB, send("parallelism=1").blockCacheBytes());
    assertEquals(16 * MIB, send("parallelism=16").blockCacheBytes());
    assertEquals(64 * MIB, send("parallelism=256").blockCacheBytes());
  }

  @Test
  void timesTakeUnits() {
    assertEquals(Duration.ofMillis(1500), send("head-start=1.5 s").headStart());
  }

  @Test
  void theFullKeyIsTheSameSetting() {
    assertEquals(3, send("btrsend.parallelism=3").parallelism());
  }

  @Test
  void aSystemPropertyOutweighsTheFiles() {
    System.setProperty("btrsend.inodes-in-flight", "77");
    try {
      assertEquals(77, send().inodesInFlight());
      assertEquals(78, send("inodes-in-flight=78").inodesInFlight());
    } finally {
      System.clearProperty("btrsend.inodes-in-flight");
    }
  }

  @Test
  void aFileMayReferToAnySystemProperty() {
    Config file = ConfigFactory.parseString("btrsend.inodes-in-flight = ${inodes.wanted}");
    System.setProperty("inodes.wanted", "79");
    try {
      ConfigFactory.invalidateCaches();
      assertEquals(79, Settings.load(file).send().inodesInFlight());
    } finally {
      System.clearProperty("inodes.wanted");
      ConfigFactory.invalidateCaches();
    }
  }

  @Test
  void theLastAssignmentWins() {
    assertEquals(5, send("inodes-in-flight=4", "inodes-in-flight=5").inodesInFlight());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parallelism", "=4", ""})
  void whatIsNoAssignmentIsRefused(String assignment) {
    assertTrue(refusal(assignment).contains("expected key=value"));
  }

  @Test
  void anUnknownKeyIsRefusedWithTheKnownOnes() {
    String message = refusal("paralellism=4");
    assertTrue(message.contains("paralellism"), message);
    assertTrue(message.contains("block-cache, bytes-in-flight"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b=1", "a..b=1", "$=1"})
  void aKeyThatIsNoPathIsRefused(String assignment) {
    assertTrue(refusal(assignment).contains("no such setting"));
  }

  @ParameterizedTest
  @CsvSource({
    "parallelism, 0",
    "parallelism, 257",
    "parallelism, many",
    "parallelism, 99999999999999999999",
    "inodes-in-flight, 0",
    "commands-in-flight, 1 KiB",
    "head-start, auto",
    "bytes-in-flight, -1",
    "bytes-in-flight, 8 elephants",
    "bytes-in-flight, 512 KiB",
    "block-cache, 1",
    "head-start, perhaps",
    "head-start, -1 s",
    "head-start, 2 h",
  })
  void aValueThatCannotBeUsedIsRefusedWithKeyValueAndExpectation(String key, String value) {
    String message = refusal(key + "=" + value);
    assertTrue(
        message.startsWith("setting btrsend." + key + " = " + value + ": expected "), message);
  }

  @Test
  void theReadingDispatcherHasAThreadForEveryWorkerAndStage() {
    Settings settings = Settings.load(List.of("parallelism=5"));
    assertEquals(
        7,
        settings
            .config()
            .getInt(SendSettings.READING_DISPATCHER + ".thread-pool-executor.fixed-pool-size"));
  }

  private static String refusal(String... assignments) {
    return assertThrows(SettingsException.class, () -> send(assignments)).getMessage();
  }
}
