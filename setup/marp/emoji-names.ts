// The shortcodes that lectures use, with the characters they stand for.

const names = `
smile 😄 smiley 😃 grinning 😀 blush 😊 relaxed ☺️ wink 😉 heart_eyes 😍 kissing_heart 😘 stuck_out_tongue 😛 grin 😁 joy 😂 rofl 🤣
sweat_smile 😅 laughing 😆 satisfied 😆 innocent 😇 yum 😋 sunglasses 😎 smirk 😏 neutral_face 😐 expressionless 😑 unamused 😒
thinking 🤔 confused 😕 worried 😟 cry 😢 sob 😭 angry 😠 rage 😡 triumph 😤 scream 😱 fearful 😨 cold_sweat 😰 sweat 😓 weary 😩
tired_face 😫 sleepy 😪 sleeping 😴 mask 😷 dizzy_face 😵 astonished 😲 flushed 😳 hushed 😯 open_mouth 😮 no_mouth 😶 pensive 😔
disappointed 😞 relieved 😌 upside_down_face 🙃 money_mouth_face 🤑 hugs 🤗 nerd_face 🤓 zipper_mouth_face 🤐 exploding_head 🤯
partying_face 🥳 pleading_face 🥺 cowboy_hat_face 🤠 clown_face 🤡 shushing_face 🤫 monocle_face 🧐 vomiting_face 🤮 hot_face 🥵 cold_face 🥶
skull 💀 ghost 👻 alien 👽 robot 🤖 poop 💩 hankey 💩 smiling_imp 😈 imp 👿 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌 punch 👊 facepunch 👊 fist ✊ v ✌️ wave 👋 hand ✋ raised_hand ✋ open_hands 👐
point_up ☝️ point_down 👇 point_left 👈 point_right 👉 point_up_2 👆 raised_hands 🙌 pray 🙏 clap 👏 muscle 💪 handshake 🤝 writing_hand ✍️
metal 🤘 call_me_hand 🤙 crossed_fingers 🤞 vulcan_salute 🖖 eyes 👀 eye 👁️ ear 👂 nose 👃 brain 🧠 baby 👶 boy 👦 girl 👧 man 👨
woman 👩 older_man 👴 older_woman 👵 cop 👮 construction_worker 👷 ninja 🥷 superhero 🦸 mage 🧙 zombie 🧟 family 👪 couple 👫
man_technologist 👨‍💻 woman_technologist 👩‍💻 technologist 🧑‍💻 man_teacher 👨‍🏫 woman_teacher 👩‍🏫 student 🧑‍🎓 teacher 🧑‍🏫 bust_in_silhouette 👤
busts_in_silhouette 👥 speaking_head 🗣️ footprints 👣 dog 🐶 cat 🐱 mouse 🐭 hamster 🐹 rabbit 🐰 fox_face 🦊 bear 🐻 panda_face 🐼 koala 🐨
tiger 🐯 lion 🦁 cow 🐮 pig 🐷 frog 🐸 monkey_face 🐵 monkey 🐒 chicken 🐔 penguin 🐧 bird 🐦 duck 🦆 owl 🦉 bat 🦇 wolf 🐺 horse 🐴 unicorn 🦄
bee 🐝 honeybee 🐝 bug 🐛 butterfly 🦋 snail 🐌 ant 🐜 spider 🕷️ turtle 🐢 snake 🐍 octopus 🐙 squid 🦑 crab 🦀 shrimp 🦐 fish 🐟
tropical_fish 🐠 blowfish 🐡 dolphin 🐬 shark 🦈 whale 🐳 whale2 🐋 crocodile 🐊 elephant 🐘 camel 🐫 sheep 🐑 goat 🐐 hedgehog 🦔 gorilla 🦍
cactus 🌵 christmas_tree 🎄 evergreen_tree 🌲 deciduous_tree 🌳 palm_tree 🌴 seedling 🌱 herb 🌿 shamrock ☘️ four_leaf_clover 🍀 leaves 🍃
fallen_leaf 🍂 maple_leaf 🍁 mushroom 🍄 ear_of_rice 🌾 bouquet 💐 tulip 🌷 rose 🌹 sunflower 🌻 blossom 🌼 cherry_blossom 🌸 hibiscus 🌺
earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 full_moon 🌕 new_moon 🌑 crescent_moon 🌙 sunny ☀️ partly_sunny ⛅ cloud ☁️ rainbow 🌈 star ⭐
star2 🌟 sparkles ✨ zap ⚡ fire 🔥 boom 💥 collision 💥 comet ☄️ snowflake ❄️ snowman ⛄ droplet 💧 ocean 🌊 umbrella ☔ tornado 🌪️
apple 🍎 green_apple 🍏 pear 🍐 tangerine 🍊 lemon 🍋 banana 🍌 watermelon 🍉 grapes 🍇 strawberry 🍓 cherries 🍒 peach 🍑 pineapple 🍍
tomato 🍅 eggplant 🍆 avocado 🥑 carrot 🥕 corn 🌽 potato 🥔 bread 🍞 croissant 🥐 cheese 🧀 egg 🥚 bacon 🥓 hamburger 🍔 fries 🍟 pizza 🍕
taco 🌮 burrito 🌯 spaghetti 🍝 ramen 🍜 stew 🍲 sushi 🍣 rice 🍚 cake 🍰 birthday 🎂 pie 🥧 cookie 🍪 chocolate_bar 🍫 candy 🍬 doughnut 🍩
icecream 🍦 coffee ☕ tea 🍵 beer 🍺 beers 🍻 wine_glass 🍷 cocktail 🍸 champagne 🍾 milk_glass 🥛 package 📦 soccer ⚽ basketball 🏀 football 🏈
baseball ⚾ tennis 🎾 golf ⛳ trophy 🏆 medal_sports 🏅 1st_place_medal 🥇 2nd_place_medal 🥈 3rd_place_medal 🥉 dart 🎯 video_game 🎮
game_die 🎲 jigsaw 🧩 musical_note 🎵 notes 🎶 guitar 🎸 microphone 🎤 headphones 🎧 art 🎨 clapper 🎬 ticket 🎫 circus_tent 🎪
car 🚗 taxi 🚕 bus 🚌 ambulance 🚑 fire_engine 🚒 police_car 🚓 truck 🚚 articulated_lorry 🚛 tractor 🚜 bike 🚲 train 🚋 train2 🚆
bullettrain_side 🚄 steam_locomotive 🚂 station 🚉 airplane ✈️ rocket 🚀 helicopter 🚁 ship 🚢 boat ⛵ sailboat ⛵ speedboat 🚤 anchor ⚓
construction 🚧 traffic_light 🚥 vertical_traffic_light 🚦 rotating_light 🚨 fuelpump ⛽ house 🏠 house_with_garden 🏡 office 🏢 hospital 🏥
bank 🏦 school 🏫 factory 🏭 hotel 🏨 church ⛪ stadium 🏟️ bridge_at_night 🌉 building_construction 🏗️ tent ⛺ world_map 🗺️ mountain ⛰️ volcano 🌋
watch ⌚ iphone 📱 computer 💻 keyboard ⌨️ desktop_computer 🖥️ printer 🖨️ floppy_disk 💾 minidisc 💽 cd 💿 dvd 📀 camera 📷 video_camera 📹
movie_camera 🎥 tv 📺 radio 📻 satellite 📡 artificial_satellite 🛰️ telephone ☎️ phone ☎️ bulb 💡 flashlight 🔦 battery 🔋 electric_plug 🔌
hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ clock1 🕐 clock3 🕒 clock12 🕛 calendar 📆 date 📅 moneybag 💰
dollar 💵 credit_card 💳 gem 💎 balance_scale ⚖️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ pick ⛏️ nut_and_bolt 🔩 gear ⚙️ chains ⛓️ magnet 🧲
toolbox 🧰 axe 🪓 gun 🔫 bomb 💣 hocho 🔪 shield 🛡️ crossed_swords ⚔️ crystal_ball 🔮 telescope 🔭 microscope 🔬 test_tube 🧪 petri_dish 🧫
dna 🧬 pill 💊 syringe 💉 thermometer 🌡️ broom 🧹 basket 🧺 soap 🧼 key 🔑 old_key 🗝️ lock 🔒 unlock 🔓 closed_lock_with_key 🔐
lock_with_ink_pen 🔏 door 🚪 bed 🛏️ gift 🎁 balloon 🎈 tada 🎉 confetti_ball 🎊 ribbon 🎀 email 📧 envelope ✉️ e-mail 📧 inbox_tray 📥
outbox_tray 📤 mailbox 📫 postbox 📮 scroll 📜 page_facing_up 📄 page_with_curl 📃 bookmark_tabs 📑 bar_chart 📊
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 card_index 📇 card_file_box 🗃️ file_cabinet 🗄️ wastebasket 🗑️ clipboard 📋
file_folder 📁 open_file_folder 📂 card_index_dividers 🗂️ newspaper 📰 notebook 📓 ledger 📒 green_book 📗 blue_book 📘 orange_book 📙
books 📚 book 📖 open_book 📖 bookmark 🔖 label 🏷️ link 🔗 paperclip 📎 triangular_ruler 📐 straight_ruler 📏 scissors ✂️ pushpin 📌
round_pushpin 📍 triangular_flag_on_post 🚩 checkered_flag 🏁 white_flag 🏳️ black_flag 🏴 pen 🖊️ black_nib ✒️ paintbrush 🖌️ crayon 🖍️ memo 📝 pencil 📝
pencil2 ✏️ mag 🔍 mag_right 🔎 mega 📣 loudspeaker 📢 speaker 🔈 sound 🔉 loud_sound 🔊 mute 🔇 bell 🔔 no_bell 🔕 heart ❤️ orange_heart 🧡
yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 broken_heart 💔 two_hearts 💕 sparkling_heart 💖 100 💯 anger 💢
speech_balloon 💬 thought_balloon 💭 zzz 💤 dizzy 💫 dash 💨 sweat_drops 💦 hole 🕳️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 stop_sign 🛑 x ❌ o ⭕
negative_squared_cross_mark ❎ white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ heavy_multiplication_x ✖️ heavy_plus_sign ➕
heavy_minus_sign ➖ heavy_division_sign ➗ question ❓ grey_question ❔ exclamation ❗ heavy_exclamation_mark ❗ grey_exclamation ❕ bangbang ‼️
interrobang ⁉️ recycle ♻️ radioactive ☢️ biohazard ☣️ infinity ♾️ copyright ©️ registered ®️ tm ™️ information_source ℹ️ arrow_up ⬆️
arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ arrow_upper_left ↖️ arrow_lower_left ↙️ left_right_arrow ↔️
arrow_up_down ↕️ arrows_clockwise 🔃 arrows_counterclockwise 🔄 repeat 🔁 repeat_one 🔂 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️
back 🔙 end 🔚 on 🔛 soon 🔜 top 🔝 arrow_forward ▶️ arrow_backward ◀️ fast_forward ⏩ rewind ⏪ play_or_pause_button ⏯️ pause_button ⏸️
stop_button ⏹️ record_button ⏺️ next_track_button ⏭️ twisted_rightwards_arrows 🔀 new 🆕 free 🆓 up 🆙 cool 🆒 ok 🆗 ng 🆖 sos 🆘 id 🆔 vs 🆚
1234 🔢 beginner 🔰 eyeglasses 👓 zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 hash #️⃣ asterisk *️⃣ a 🅰️ b 🅱️ ab 🆎
red_circle 🔴 orange_circle 🟠 yellow_circle 🟡 green_circle 🟢 large_blue_circle 🔵 purple_circle 🟣 brown_circle 🟤 black_circle ⚫
white_circle ⚪ red_square 🟥 orange_square 🟧 yellow_square 🟨 green_square 🟩 blue_square 🟦 purple_square 🟪 black_large_square ⬛
white_large_square ⬜ large_orange_diamond 🔶 large_blue_diamond 🔷 small_orange_diamond 🔸 small_blue_diamond 🔹 small_red_triangle 🔺
small_red_triangle_down 🔻 kr 🇰🇷 us 🇺🇸 jp 🇯🇵 cn 🇨🇳 gb 🇬🇧 uk 🇬🇧 de 🇩🇪 fr 🇫🇷 rainbow_flag 🏳️‍🌈 ice_cube 🧊 bricks 🧱 compass 🧭 abacus 🧮
`.trim().split(/\s+/)

export const emojis: ReadonlyMap<string, string> = new Map(
  names.flatMap((name, index) => index % 2 === 0 ? [[name, names[index + 1] ?? '']] : []),
)
