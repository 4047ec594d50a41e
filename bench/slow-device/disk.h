/* How a disk of a chosen kind answers, and the image that it holds; what serves it to others includes
 * this file.
 *
 *   ssd        every request waits for the latency, any number of them at a time
 *   hdd        one head: it serves the nearest waiting request at or after its position, and needs
 *              up to the latency to get there, by the distance; nothing if it is there already
 *   latency    microseconds
 *   bandwidth  megabytes (1,000,000 bytes) a second, shared by all requests
 *
 * The allocated part of the image is mapped into memory before anything is served; it stays there
 * when the caches are dropped.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct waiting {
  uint64_t at;
  struct waiting *next;
};

static int is_hdd;
static int64_t latency_ns;
static double ns_per_byte;
static char *image;
static int64_t image_size;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static int64_t bus_free_at; /* when the last transfer that was accepted ends */
static uint64_t head;       /* byte at which the head stands */
static int head_busy;
static struct waiting *queue;

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void sleep_until(int64_t ns) {
  struct timespec t = {ns / 1000000000, ns % 1000000000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
    ;
}

static int64_t max(int64_t a, int64_t b) { return a > b ? a : b; }

/* The bus accepts transfers in the order of arrival and is never ahead of the latency. */
static void serve_ssd(size_t count) {
  int64_t ready = now() + latency_ns;
  pthread_mutex_lock(&lock);
  bus_free_at = max(bus_free_at, ready) + (int64_t)((double)count * ns_per_byte);
  int64_t end = bus_free_at;
  pthread_mutex_unlock(&lock);
  sleep_until(end);
}

/* The waiting request that the head serves next: the nearest at or after it, else the first. */
static struct waiting *elected(void) {
  struct waiting *best = NULL;
  for (struct waiting *w = queue; w; w = w->next) {
    int ahead = w->at >= head, best_ahead = best && best->at >= head;
    if (!best || ahead > best_ahead || (ahead == best_ahead && w->at < best->at)) best = w;
  }
  return best;
}

/* A third of the latency for the shortest seek and its half turn, all of it across the disk. */
static int64_t seek_ns(uint64_t at) {
  if (at == head) return 0;
  double distance = (double)(at > head ? at - head : head - at) / (double)image_size;
  return (int64_t)((0.33 + 0.67 * distance) * (double)latency_ns);
}

static void serve_hdd(uint64_t at, size_t count) {
  pthread_mutex_lock(&lock);
  struct waiting me = {at, queue}, **p = &queue;
  queue = &me;
  while (head_busy || elected() != &me) pthread_cond_wait(&turn, &lock);
  while (*p != &me) p = &(*p)->next;
  *p = me.next;
  head_busy = 1;
  int64_t end = now() + seek_ns(at) + (int64_t)((double)count * ns_per_byte);
  pthread_mutex_unlock(&lock);
  sleep_until(end);
  pthread_mutex_lock(&lock);
  head = at + count;
  head_busy = 0;
  pthread_cond_broadcast(&turn);
  pthread_mutex_unlock(&lock);
}

/* Waits for as long as the disk needs to read this. */
static void serve_disk(uint64_t at, size_t count) {
  if (is_hdd) serve_hdd(at, count);
  else serve_ssd(count);
}

static int set_kind(const char *kind) {
  is_hdd = !strcmp(kind, "hdd");
  return is_hdd || !strcmp(kind, "ssd") ? 0 : -1;
}

static void set_pace(int64_t latency, int64_t bandwidth) {
  latency_ns = latency * 1000;
  ns_per_byte = 1000.0 / (double)bandwidth;
}

/* Loads what the image holds, without the holes of a sparse file. */
static int populate(int fd) {
  off_t page = sysconf(_SC_PAGESIZE), end = 0, start;
  while ((start = lseek(fd, end, SEEK_DATA)) >= 0) {
    end = lseek(fd, start, SEEK_HOLE);
    off_t aligned = start / page * page;
    if (end < 0 || madvise(image + aligned, (size_t)(end - aligned), MADV_POPULATE_READ)) return -1;
  }
  return errno == ENXIO ? 0 : -1;
}

/* Returns 0, or -1 and errno. */
static int open_image(const char *path) {
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &status) < 0) return -1;
  image_size = status.st_size;
  image = mmap(NULL, (size_t)image_size, PROT_READ, MAP_SHARED, fd, 0);
  return image == MAP_FAILED ? -1 : populate(fd);
}
