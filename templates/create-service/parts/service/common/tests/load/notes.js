import { check } from 'k6';
import http from 'k6/http';

const BASE_URL = (__ENV.BASE_URL || 'http://localhost:8080').replace(/\/+$/, '');

/** One visit: who answers, write a note, read it back, look at the newest page. */
export function visit() {
  const index = http.get(`${BASE_URL}/`, named('GET /'));
  check(index, {
    'the service names itself': (answer) => answer.status === 200 && Boolean(answer.json('service')),
  });

  const text = `Load test ${__VU}-${__ITER}`;
  const written = http.post(`${BASE_URL}/notes`, JSON.stringify({ text }), {
    ...named('POST /notes'),
    headers: { 'Content-Type': 'application/json' },
  });
  const stored = check(written, {
    'a note is written': (answer) => answer.status === 201 && Boolean(answer.json('id')),
  });

  if (stored) {
    const id = encodeURIComponent(written.json('id'));
    const read = http.get(`${BASE_URL}/notes/${id}`, named('GET /notes/{id}'));
    check(read, {
      'the note is read back': (answer) => answer.status === 200 && answer.json('text') === text,
    });
  }

  const listed = http.get(`${BASE_URL}/notes?limit=20`, named('GET /notes'));
  check(listed, { 'notes are listed': (answer) => answer.status === 200 });
}

/** One metric per route, not per note. */
function named(name) {
  return { tags: { name } };
}
