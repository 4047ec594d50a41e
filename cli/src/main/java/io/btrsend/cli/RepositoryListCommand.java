package io.btrsend.cli;

import io.btrsend.jobs.repository.Catalog;
import io.btrsend.jobs.repository.CatalogListing;
import io.btrsend.jobs.repository.Repository;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;

final class RepositoryListCommand extends Subcommand {
  private final Argument<Path> repository =
      Argument.parameter(Path.class, "1", "REPOSITORY", "The directory of the streams.");
  private final Argument<Boolean> json =
      Argument.flag("JSON objects, one a line: the snapshots.", "--json");

  RepositoryListCommand() {
    super("list", "Shows what a repository has, and what builds on what.");
    add(repository, json);
  }

  @Override
  public Integer call() throws IOException {
    Catalog catalog = Repository.open(repository.value()).catalog();
    CatalogListing listing = new CatalogListing(catalog, ZoneId.systemDefault());
    PrintWriter out = commandLine().getOut();
    (json.value() ? listing.json() : listing.tree()).forEach(out::println);
    out.flush();
    Messages messages = new Messages(commandLine().getErr(), Messages.Level.NORMAL);
    catalog.defects().forEach(defect -> messages.error(defect.problem()));
    return catalog.defects().isEmpty() ? ExitCode.SUCCESS : ExitCode.STREAM;
  }
}
