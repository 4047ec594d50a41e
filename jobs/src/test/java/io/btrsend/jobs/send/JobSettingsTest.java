package io.btrsend.jobs.send;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import io.btrsend.config.ConfigResource;
import io.btrsend.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {
  @Test
  void aJobRunsWithoutTheChatterOfActors() {
    Config config = JobSettings.forActors(JobSettings.load());
    assertEquals("OFF", config.getString("akka.stdout-loglevel"));
  }

  @Test
  void theResolvedSettingsOfActorsAreWhatTheLibrariesSay() {
    Config read =
        JobSettings.load()
            .config(ConfigResource.parse(JobSettings.class, "job.conf"))
            .withOnlyPath("akka")
            .withoutPath("akka.io")
            .withoutPath("akka.ssl-config")
            .withoutPath("akka.stream");
    Config resolved = JobSettings.forActors(JobSettings.load()).withOnlyPath("akka");
    ConfigRenderOptions options =
        ConfigRenderOptions.defaults().setComments(false).setOriginComments(false).setJson(false);
    assertEquals(read.root().render(options), resolved.root().render(options));
  }

  @Test
  void aSettingOfActorsThatTheUserSaysCounts() {
    Settings settings = JobSettings.load().with(List.of("akka.loglevel=ERROR"));
    assertEquals("ERROR", JobSettings.forActors(settings).getString("akka.loglevel"));
  }

  @Test
  void aNamedFileGoesOnTopOfWhatAJobRunsWith(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("mine.conf");
    Files.writeString(file, "btrsend.parallelism = 3\nakka.loglevel = ERROR\n");
    System.setProperty("config.file", file.toString());
    try {
      Settings settings = JobSettings.load().with(List.of("inodes-in-flight=512"));
      assertEquals(3, settings.send().parallelism());
      assertEquals(512, settings.send().inodesInFlight());
      Config config = JobSettings.forActors(settings);
      assertEquals("ERROR", config.getString("akka.loglevel"));
      assertEquals("OFF", config.getString("akka.stdout-loglevel"));
    } finally {
      System.clearProperty("config.file");
    }
  }
}
