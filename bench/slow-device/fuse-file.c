/* Serves a slow disk as a FUSE filesystem of one file, mounted on a regular file:
 *
 *   fuse-file IMAGE MOUNTPOINT ssd|hdd LATENCY BANDWIDTH
 *
 * It runs in the foreground until it is unmounted or gets SIGTERM. A byte is copied once, from the
 * mapped image to the kernel, which caches what was read; without keep_cache each opening would
 * empty that cache.
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 312
#include "disk.h"
#include <fuse_lowlevel.h>
#include <stdio.h>
#include <stdlib.h>

/* Requests in flight. A thread waits for each, so there are as many threads. */
#define MAX_REQUESTS 256
#define CACHE_SECONDS 86400.0

static void on_init(void *data, struct fuse_conn_info *connection) {
  (void)data;
  connection->max_background = MAX_REQUESTS;
  connection->congestion_threshold = MAX_REQUESTS;
}

static void on_getattr(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *file) {
  (void)file;
  struct stat mine = {.st_ino = inode, .st_mode = S_IFREG | 0444, .st_nlink = 1,
                      .st_size = image_size};
  fuse_reply_attr(request, &mine, CACHE_SECONDS);
}

static void on_open(fuse_req_t request, fuse_ino_t inode, struct fuse_file_info *file) {
  (void)inode;
  if ((file->flags & O_ACCMODE) != O_RDONLY) {
    fuse_reply_err(request, EROFS);
    return;
  }
  file->keep_cache = 1;
  fuse_reply_open(request, file);
}

static void on_read(fuse_req_t request, fuse_ino_t inode, size_t size, off_t at,
                    struct fuse_file_info *file) {
  (void)inode;
  (void)file;
  if (at >= image_size) {
    fuse_reply_buf(request, NULL, 0);
    return;
  }
  size_t left = (size_t)(image_size - at), count = size < left ? size : left;
  serve_disk((uint64_t)at, count);
  fuse_reply_buf(request, image + at, count);
}

static const struct fuse_lowlevel_ops operations = {
  .init = on_init,
  .getattr = on_getattr,
  .open = on_open,
  .read = on_read,
};

static int serve(char *program, const char *mountpoint) {
  char *arguments[] = {program, "-o", "ro,allow_other,fsname=slow-device"};
  struct fuse_args args = FUSE_ARGS_INIT(3, arguments);
  struct fuse_session *session =
      fuse_session_new(&args, &operations, sizeof operations, NULL);
  if (!session) return 1;
  int failed = fuse_set_signal_handlers(session) || fuse_session_mount(session, mountpoint);
  if (!failed) {
    struct fuse_loop_config *config = fuse_loop_cfg_create();
    fuse_loop_cfg_set_max_threads(config, MAX_REQUESTS);
    fuse_loop_cfg_set_idle_threads(config, MAX_REQUESTS);
    failed = fuse_session_loop_mt(session, config) < 0;
    fuse_loop_cfg_destroy(config);
    fuse_session_unmount(session);
  }
  fuse_session_destroy(session);
  return failed;
}

int main(int count, char **argument) {
  if (count != 6 || set_kind(argument[3]) || atoll(argument[5]) <= 0) {
    fputs("Usage: fuse-file IMAGE MOUNTPOINT ssd|hdd LATENCY BANDWIDTH\n", stderr);
    return 2;
  }
  set_pace(atoll(argument[4]), atoll(argument[5]));
  if (open_image(argument[1])) {
    fprintf(stderr, "fuse-file: %s: %s\n", argument[1], strerror(errno));
    return 1;
  }
  return serve(argument[0], argument[2]);
}
