package io.btrsend.jobs.directory;

/** The reasons of failed system calls that make a difference here. */
public enum ErrorNumber {
  EPERM(1),
  ENOENT(2),
  EIO(5),
  ENXIO(6),
  E2BIG(7),
  EACCES(13),
  EBUSY(16),
  EEXIST(17),
  EXDEV(18),
  ENOTDIR(20),
  EISDIR(21),
  EINVAL(22),
  ENOTTY(25),
  EFBIG(27),
  ENOSPC(28),
  EMLINK(31),
  ERANGE(34),
  ENAMETOOLONG(36),
  ENOSYS(38),
  ENOTEMPTY(39),
  ELOOP(40),
  ENODATA(61),
  EOPNOTSUPP(95),
  OTHER(0);

  private final int number;

  ErrorNumber(int number) {
    this.number = number;
  }

  static ErrorNumber of(int number) {
    for (ErrorNumber error : values()) {
      if (error.number == number) {
        return error;
      }
    }
    return OTHER;
  }
}
