import type { Mark } from "./icons";

// Strokes on a 16 x 16 grid, each a constant of its own, so that a bundle carries only what it draws.

export const add = "M8 3v10M3 8h10" as Mark;
export const alert = "M8 2.5 14 13H2ZM8 6.5v3M8 11.2v.1" as Mark;
export const bell = "M4.500 11V7.500a3.500 3.500 0 0 1 7 0V11l1 1.500h-9ZM7 14.200h2" as Mark;
export const box3d = "M2.500 5 8 2l5.500 3v6L8 14l-5.500-3ZM2.500 5 8 8l5.500-3M8 8v6" as Mark;
export const camera =
  "M2.500 5h2.500l1.200-1.800h3.600L11 5h2.500v8h-11ZM8 6.600a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400Z" as Mark;
export const cell = "M2.500 3.500h11v6h-11ZM8 11v3M6.500 12.500h3M5 6.500h3" as Mark;
export const check = "m3.5 8.5 3 3 6-7" as Mark;
export const chevron = "m4.5 6.5 3.5 3.5 3.5-3.5" as Mark;
export const clock = "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM8 5v3.200l2 1.300" as Mark;
export const close = "m4 4 8 8M12 4l-8 8" as Mark;
export const code = "m5.5 4.5-3.5 3.5 3.5 3.5M10.5 4.5 14 8l-3.5 3.5" as Mark;
export const columns =
  "M2.500 2.500h4.500v6.500h-4.500ZM9 2.500h4.500v3.500H9ZM2.500 11h4.500v2.500h-4.500ZM9 8h4.500v5.500H9Z" as Mark;
export const compare = "M2.500 3.500h11v9h-11ZM8 2v12M10 6l1.500 2L10 10M6 6 4.500 8 6 10" as Mark;
export const copy = "M5.500 5.500h8v8h-8ZM10.500 5.500v-3h-8v8h3" as Mark;
export const cube = "M8 2 13 4.800v6.400L8 14l-5-2.800V4.800ZM3 4.800l5 2.900 5-2.900M8 7.700V14" as Mark;
export const dice =
  "M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM5.5 5.5v.1M10.5 5.5v.1M8 8v.1M5.5 10.5v.1M10.5 10.5v.1" as Mark;
export const enlarge = "M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9" as Mark;
export const film =
  "M3.500 3h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM6.800 5.900v4.200L10.200 8Z" as Mark;
export const flask = "M6.5 2.5h3M7 2.5v4l-4 6a.7.7 0 0 0 .6 1h8.800a.7.7 0 0 0 .6-1l-4-6v-4M5 10.500h6" as Mark;
export const grid = "M2.500 5.500h11M2.500 10.500h11M5.500 2.500v11M10.500 2.500v11" as Mark;
export const image =
  "M3.500 2.500h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM2.500 11l3-3 2.500 2.500L10.500 8l3 3M6 5.700v.1" as Mark;
export const info = "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM8 7.500v3.500M8 5.200v.1" as Mark;
export const keys = "M2 4.500h12v7H2ZM4.500 7v.1M7 7v.1M9.500 7v.1M12 7v.1M5 9.500h6" as Mark;
export const left = "M10 3.500 5.500 8 10 12.500" as Mark;
export const link =
  "M6.800 9.200a2.500 2.500 0 0 0 3.500 0l2.200-2.200a2.500 2.500 0 0 0-3.500-3.500l-.8.8M9.200 6.800a2.500 2.500 0 0 0-3.500 0L3.500 9a2.500 2.500 0 0 0 3.500 3.500l.8-.8" as Mark;
export const lock = "M4 7.500h8v6H4ZM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2" as Mark;
export const loop = "M4 6.500a3 3 0 0 1 3-2.500h6M11 2l2 2-2 2M12 9.500A3 3 0 0 1 9 12H3M5 14l-2-2 2-2" as Mark;
export const loud = "M2.500 6v4H5l3.500 3V3L5 6ZM10.800 6a3 3 0 0 1 0 4M12.500 4a5.500 5.500 0 0 1 0 8" as Mark;
export const minus = "M3.500 8h9" as Mark;
export const more = "M3.500 8v.1M8 8v.1M12.500 8v.1" as Mark;
export const next = "M5 3.500 10 8l-5 4.500ZM12 3.500v9" as Mark;
export const normals = "M8 13a5 5 0 1 1 0-10 5 5 0 0 1 0 10ZM8 8l3-3M9 5h2v2" as Mark;
export const pause = "M5.500 3.500v9M10.500 3.500v9" as Mark;
export const pencil = "M10.500 3.500l2 2-7 7-2.500.500.500-2.500ZM9 5l2 2" as Mark;
export const play = "M5 3.500v9l7.500-4.500Z" as Mark;
export const previous = "M11 3.500 6 8l5 4.500ZM4 3.500v9" as Mark;
export const question =
  "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM6.400 6.600a1.600 1.600 0 1 1 2.400 1.400c-.600.350-.800.600-.800 1.100M8 11v.1" as Mark;
export const quiet = "M2.500 6v4H5l3.500 3V3L5 6ZM11 6.500l3 3M14 6.500l-3 3" as Mark;
export const reference =
  "M2.500 5.500v-2a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-2M2.500 13.500l5-5M3.500 8.500h4v4" as Mark;
export const reset = "M3 8a5 5 0 1 0 1.600-3.700M3 2.500v2.700h2.700" as Mark;
export const right = "M6 3.500 10.500 8 6 12.500" as Mark;
export const save = "M8 2.500v7.500M4.800 7 8 10.200 11.200 7M2.500 13.500h11" as Mark;
export const search = "M7 2.500a4.500 4.500 0 1 1 0 9 4.500 4.500 0 0 1 0-9ZM10.300 10.300l3.200 3.200" as Mark;
export const send = "M8 13V3.500M4 7.500l4-4 4 4" as Mark;
export const sheet = "M2.500 2.500h11v11h-11ZM2.500 6.200h11M2.500 9.800h11M6.200 2.500v11M9.800 2.500v11" as Mark;
export const shelf =
  "M2.500 2.500h4.500v4.500h-4.500ZM9 2.500h4.500v4.500H9ZM2.500 9h4.500v4.500h-4.500ZM9 9h4.500v4.500H9Z" as Mark;
export const sound = "M2.500 6.500v3M5.200 4.500v7M8 2.500v11M10.800 5v6M13.500 6.800v2.400" as Mark;
export const spark =
  "M8 2c.500 3.500 2 5.200 6 6-4 .8-5.500 2.500-6 6-.500-3.500-2-5.200-6-6 4-.8 5.500-2.500 6-6Z" as Mark;
export const star = "m8 2.200 1.800 3.700 4 .6-2.900 2.800.7 4L8 11.400l-3.600 1.900.7-4L2.200 6.500l4-.6Z" as Mark;
export const stop = "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11ZM4.200 4.200l7.600 7.600" as Mark;
export const tag = "M2.500 2.500h5l6 6-5 5-6-6ZM5.300 5.300v.1" as Mark;
export const text = "M3 3.500h10M3 6.500h10M3 9.500h10M3 12.500h6" as Mark;
export const tool =
  "M9.800 6.200 4 12a1.400 1.400 0 0 1-2-2l5.800-5.800a3 3 0 0 1 4-2.600L9.800 3.600l.600 2 2 .600 2-2a3 3 0 0 1-4.600 2Z" as Mark;
export const trash = "M3 4.500h10M6.200 4.500v-2h3.600v2M4.500 4.500l.6 9h5.800l.6-9M6.800 7v4M9.200 7v4" as Mark;
export const trophy =
  "M5 2.500h6v4a3 3 0 0 1-6 0ZM5 3.500H2.800c0 2.200.8 3.200 2.300 3.500M11 3.500h2.200c0 2.200-.8 3.200-2.300 3.500M8 9.500v2.500M5.500 13.500h5" as Mark;
export const turn = "M13 8a5 5 0 1 1-1.600-3.700M13 2.500v2.700h-2.700" as Mark;
export const turntable =
  "M2.500 9.500c0-1.500 2.500-2.500 5.500-2.500s5.500 1 5.500 2.500-2.500 2.500-5.500 2.500M10 10l-2 2 2 2M8 2.500v2" as Mark;
export const undo = "M5.500 3 2.500 6l3 3M2.500 6h7a4 4 0 0 1 0 8H6" as Mark;
export const upload = "M8 10.500V3M4.800 6 8 2.800 11.200 6M2.500 13.500h11" as Mark;
export const voice =
  "M8 2.500a2 2 0 0 1 2 2v3.500a2 2 0 0 1-4 0v-3.500a2 2 0 0 1 2-2ZM3.500 8a4.500 4.500 0 0 0 9 0M8 12.500v2" as Mark;
export const wire = "M8 2 14 13H2ZM8 2v7.500M8 9.500 2 13M8 9.500 14 13" as Mark;
