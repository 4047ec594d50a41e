package io.btrsend.actors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.btrsend.config.Settings;
import io.btrsend.config.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings where there is an actor system to set. */
class ActorSettingsTest {

  @Test
  void keysOfTheActorSystemArePassedOn() {
    Settings settings = Settings.load(List.of("akka.loglevel=ERROR", "parallelism=3"));
    assertEquals("ERROR", settings.config().getString("akka.loglevel"));
    assertEquals(3, settings.send().parallelism());
  }

  @Test
  void anUnknownKeyOfTheActorSystemIsRefused() {
    List<String> misspelled = List.of("akka.loglevle=ERROR");
    assertThrows(SettingsException.class, () -> Settings.load(misspelled));
  }
}
