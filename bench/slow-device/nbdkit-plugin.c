/* Serves a slow disk as an NBD export: a plugin for nbdkit.
 *
 *   nbdkit ./nbdkit-plugin.so file=IMAGE kind=ssd|hdd latency=US bandwidth=MB
 */
#define _GNU_SOURCE
#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>
#include "disk.h"
#include <stdlib.h>

#define THREAD_MODEL NBDKIT_THREAD_MODEL_PARALLEL

static char *path;
static int64_t latency = -1, bandwidth;

static int on_config(const char *key, const char *value) {
  if (!strcmp(key, "file")) {
    path = nbdkit_realpath(value);
    return path ? 0 : -1;
  }
  if (!strcmp(key, "kind") && !set_kind(value)) return 0;
  if (!strcmp(key, "latency")) return nbdkit_parse_int64_t(key, value, &latency);
  if (!strcmp(key, "bandwidth")) return nbdkit_parse_int64_t(key, value, &bandwidth);
  nbdkit_error("%s=%s is unknown", key, value);
  return -1;
}

static int on_config_complete(void) {
  if (path && latency >= 0 && bandwidth > 0) {
    set_pace(latency, bandwidth);
    return 0;
  }
  nbdkit_error("file=, kind=, latency= and bandwidth= are needed");
  return -1;
}

static int on_get_ready(void) {
  if (!open_image(path)) return 0;
  nbdkit_error("%s: %m", path);
  return -1;
}

static void *on_open(int readonly) {
  (void)readonly;
  return NBDKIT_HANDLE_NOT_NEEDED;
}

static int64_t on_get_size(void *handle) {
  (void)handle;
  return image_size;
}

static int on_can_multi_conn(void *handle) {
  (void)handle;
  return 1;
}

static int on_pread(void *handle, void *buffer, uint32_t count, uint64_t at, uint32_t flags) {
  (void)handle;
  (void)flags;
  serve_disk(at, count);
  memcpy(buffer, image + at, count);
  return 0;
}

static struct nbdkit_plugin plugin = {
  .name = "slow-device",
  .config = on_config,
  .config_complete = on_config_complete,
  .get_ready = on_get_ready,
  .open = on_open,
  .get_size = on_get_size,
  .can_multi_conn = on_can_multi_conn,
  .pread = on_pread,
};
NBDKIT_REGISTER_PLUGIN(plugin)
