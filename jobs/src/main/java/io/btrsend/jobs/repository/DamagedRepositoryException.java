package io.btrsend.jobs.repository;

import io.btrsend.engine.EngineException;

/** A file of a repository is not what was written. */
public final class DamagedRepositoryException extends EngineException {
  private static final long serialVersionUID = 1L;

  public DamagedRepositoryException(String message) {
    super(message);
  }
}
